import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { saveAndShow } from '../demo/save.js';
import { Screen } from '../demo/screen.js';
import { Stopwatch } from '../demo/stopwatch.js';
import { VERSION } from '@image-factory/service';
import {
  Folder,
  freePort,
  importBaseImage,
  JsonClient,
  type NodeContainer,
  ShieldClient,
  until,
} from '../sandbox/index.js';
import { buildImage } from './images/build-image.js';
import { importDebianBase } from './images/debian-base.js';
import { ServiceContainer } from './images/service-container.js';
import { machine } from './setup/machine.js';

const BASE = 'image-factory-test/debian-node:1';
const [SHIELD, AGENT] = ['shield', 'agent'].map((name) => `openi/image-factory-${name}:${VERSION}`) as [string, string];
const IP = '127.0.0.41';

/** The images of the project, built and run for real. */
describe('the images', () => {
  const { engine, registry } = machine();
  const users = registry.image('images/base:1');
  const started: ServiceContainer[] = [];
  const settings = new Folder('c');
  let ports: { readonly shield: number; readonly agent: number };
  let shield: ServiceContainer;
  let agent: ServiceContainer;
  let container: NodeContainer;

  beforeAll(async () => {
    await importDebianBase(engine, BASE);
    await buildImage(engine, SHIELD, ['--build-arg', `BASE=${BASE}`]);
    await buildImage(engine, AGENT, ['--build-arg', `BASE=${BASE}`, '--target', 'agent']);
    ports = { shield: await freePort(), agent: await freePort() };
    shield = await start({ image: SHIELD, environment: { PORT: ports.shield } });
    agent = await start({
      image: AGENT,
      environment: {
        PORT: ports.agent,
        SHIELD_ADDRESS: `http://127.0.0.1:${ports.shield}`,
        NODE_IP: IP,
        AGENT_ADDRESS: `http://${IP}:${ports.agent}`,
        DOCKER_HOST: engine.host,
        SAVE_MODE: 'direct',
      },
      // As the chart gives it to the agent.
      host: {
        PidMode: 'host',
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        CapAdd: ['DAC_READ_SEARCH', 'SYS_ADMIN', 'SYS_PTRACE'],
        SecurityOpt: ['apparmor=unconfined'],
        Binds: [`${dirname(engine.socket)}:${dirname(engine.socket)}:ro,rslave`],
        Tmpfs: { '/tmp': '', '/var/lib/image-factory': '' },
      },
    });
    await importBaseImage(engine.api, { reference: users });
    await engine.push(users);
    container = await engine.run({ name: 'images-notebook', image: users });
  }, 600_000);

  afterAll(async () => {
    await container?.remove();
    for (const service of started) await service.remove();
    for (const image of [AGENT, SHIELD, users, BASE]) await engine.removeImage(image);
    settings.remove();
    await engine.api.pruneImages({ filters: { dangling: ['true'] } });
  });

  async function start(options: Parameters<typeof ServiceContainer.start>[1]): Promise<ServiceContainer> {
    const service = await ServiceContainer.start(engine, options);
    started.push(service);
    return service;
  }

  const client = () => new ShieldClient(`http://127.0.0.1:${ports.shield}`);

  it("make the demo's save, directly", async () => {
    await until('the agent to be registered', 60, () => client().hasAgent(IP));
    const lines: string[] = [];
    const address = `http://${IP}:${ports.agent}`;
    const stage = { engine, registry, container, agent: { ip: IP, address } };
    const cast = { ...stage, shield: { address: client().address, client: client() } };
    await saveAndShow(cast, new Screen((line) => lines.push(line)), new Stopwatch());
    expect(lines.join('\n')).toContain('Saved directly');
    expect(lines.join('\n')).toContain('byte by byte');
    await engine.removeImage(registry.image('user-images/alice:v1'));
  });

  it('run the shield as nobody in particular, and the agent as root, each below tini', async () => {
    expect(new Set((await shield.processes()).map(({ user }) => user))).toEqual(new Set(['10001']));
    expect((await shield.processes()).map(({ command }) => command)).toEqual(['tini', 'node']);
    // What saves have started is gone, and reaped.
    expect(await agent.processes()).toEqual(['tini', 'node'].map((command) => ({ user: '0', command })));
  });

  it('serve the console and the page of the API, and tell their version', async () => {
    const page = await fetch(`http://127.0.0.1:${ports.shield}/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    for (const port of Object.values(ports)) {
      const { body } = await new JsonClient(`http://127.0.0.1:${port}`).get<{ info: { version: string } }>(
        '/docs-json',
      );
      expect(body.info.version).toBe(VERSION);
    }
  });

  it('end well when they are stopped, and the shield finds its records again', async () => {
    expect(await agent.stop()).toBe(0);
    expect(await shield.stop()).toBe(0);
    await shield.restart();
    await until('the shield to answer', 30, async () => (await client().get('/health/ready')).status === 200);
    expect((await client().query(container.name)).commit).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('are healthy on the port of their configuration file, too', async () => {
    const port = await freePort();
    const file = settings.write('shield.json', JSON.stringify({ port, database_url: 'memory:' }), 0o644);
    const configured = await start({
      image: SHIELD,
      command: ['--config', '/etc/image-factory/shield.json'],
      host: { Binds: [`${file}:/etc/image-factory/shield.json:ro`] },
    });
    expect(await configured.stop()).toBe(0);
  });
});

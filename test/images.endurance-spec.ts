import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Docker from 'dockerode';
import { commitAndShow } from '../demo/commit.js';
import { Screen } from '../demo/screen.js';
import type { DockerNode } from '../demo/node.js';
import { IN_CONTAINERS, setStage, type Stage } from '../demo/stage.js';
import { Stopwatch } from '../demo/stopwatch.js';
import { NODE_BASE_IMAGE, SERVICE_IMAGES, stopAll, until } from '../sandbox/index.js';

const MEBIBYTE = 2 ** 20;
/** Maximum size of an image beyond its base, in MiB. */
const SIZE_LIMIT = 100;

/** Exits with 0 once its orphaned grandchild has been reaped. */
const ORPHAN = `
  const { execFileSync } = require('node:child_process');
  const pid = execFileSync('sh', ['-c', 'sleep 0.1 >/dev/null & echo $!'], { encoding: 'utf8' }).trim();
  setInterval(() => require('node:fs').existsSync('/proc/' + pid) || process.exit(0), 10);
  setTimeout(() => process.exit(1), 20_000);
`;

describe('the images', () => {
  type Services = Awaited<ReturnType<typeof IN_CONTAINERS.services>>;
  let stage: Stage<Services, DockerNode>;
  const screen = new Screen(() => undefined);
  const shield = () => stage.shield;
  const agent = () => stage.agent;
  const image = async (reference: string) => stage.node.engine.api.getImage(reference).inspect();

  beforeAll(async () => {
    stage = await setStage(screen, IN_CONTAINERS);
  }, 400_000);
  afterAll(() => stopAll());

  it('commit with each strategy', async () => {
    await commitAndShow(stage, screen, new Stopwatch());
    const { commit } = await shield().client.query(stage.container.name);
    expect(commit).toMatchObject({ status: 'SUCCEEDED', status_msg: expect.stringMatching(/^Committed directly/) });
  });

  it.each(['shield', 'agent'] as const)(
    'run the %s below tini, with no leftover process of a commit',
    async (service) => {
      // A health check occasionally runs at the same time.
      const alone = async () => (await stage[service].processes()).join() === 'tini,node';
      await until(`tini and the ${service} to be alone`, 30, alone);
    },
  );

  it('have the console and Swagger UI', async () => {
    for (const path of ['/', '/docs']) {
      expect(await shield().client.get(path)).toMatchObject({ status: 200, body: expect.stringContaining('<html') });
    }
  });

  it('are healthy, at a port from the environment and from a file', async () => {
    await Promise.all([shield().healthy(), agent().healthy()]);
  });

  it.each(['shield', 'agent'] as const)('are healthy at the default port, the %s', async (service) => {
    const { engine } = stage.node;
    const create = { Env: ['SHIELD_ADDRESS=http://127.0.0.1:9001'], Healthcheck: { Interval: 1_000_000_000 } };
    const container = await engine.run({ image: SERVICE_IMAGES[service], command: [], create });
    const health = async () => (await container.inspect()).State.Health?.Status;
    await until(`the ${service} to be healthy`, 60, async () => (await health()) === 'healthy');
    await container.remove();
  });

  it('are unhealthy if the service does not answer', async () => {
    const { Config } = await image(SERVICE_IMAGES.shield);
    const [, ...command] = (Config as Docker.ContainerCreateOptions).Healthcheck?.Test ?? [];
    const container = await stage.node.engine.run({
      image: SERVICE_IMAGES.shield,
      create: { Entrypoint: ['sleep'], Cmd: ['1000'] },
    });
    expect(await container.exec(command)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('not run') });
    expect(await container.exec(['env', 'PORT=9', ...command])).toMatchObject({ exitCode: 1 });
    await container.remove();
  });

  it('run the shield as an unprivileged user who can write only the data folder', async () => {
    const [, uid] = /^(\d+):\d+$/.exec((await image(SERVICE_IMAGES.shield)).Config.User) ?? [];
    expect(Number(uid)).toBeGreaterThan(0);
    const container = await stage.node.engine.run({ image: SERVICE_IMAGES.shield, command: [] });
    expect(await container.shell('id -u')).toBe(`${uid}\n`);
    await container.shell('touch /data/file');
    await expect(container.shell('touch /app/file')).rejects.toThrow('Permission denied');
    await container.remove();
  });

  it.each(Object.values(SERVICE_IMAGES))('have labels: %s', async (reference) => {
    const { version, license } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
      version: string;
      license: string;
    };
    const { Labels } = (await image(reference)).Config;
    expect(Labels).toMatchObject({
      'org.opencontainers.image.title': reference.replace(/^.*\/|:.*$/g, ''),
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.licenses': license,
    });
  });

  it.each(Object.values(SERVICE_IMAGES))('are small: %s', async (reference) => {
    const [{ Size: all }, { Size: base }] = await Promise.all([image(reference), image(NODE_BASE_IMAGE)]);
    expect((all - base) / MEBIBYTE).toBeLessThan(SIZE_LIMIT);
  });

  it('reap orphaned processes', async () => {
    const { Entrypoint } = (await image(SERVICE_IMAGES.agent)).Config;
    const [main, ...before] = [...([Entrypoint].flat() as string[])].reverse();
    expect(main).toBe('/app/dist/apps/agent/main.js');
    const container = await stage.node.engine.run({
      image: SERVICE_IMAGES.agent,
      create: { Entrypoint: before.reverse(), Cmd: ['-e', ORPHAN] },
    });
    await until('the container to end', 30, async () => !(await container.inspect()).State.Running);
    expect((await container.inspect()).State.ExitCode).toBe(0);
    await container.remove();
  });

  it('stop on SIGTERM, and continue with their data', async () => {
    const [before] = (await shield().client.commits()).body.items;
    expect(before).toBeDefined();
    expect(readdirSync(agent().state)).toEqual([`agent-${agent().port}`, 'claims']);
    expect(await agent().terminate()).toBe(0);
    expect(await shield().terminate()).toBe(0);
    await shield().restart();
    expect((await shield().client.commits()).body.items).toEqual([before]);
    await agent().restart();
    await agent().registered(shield());
    await commitAndShow(stage, screen, new Stopwatch());
  });
});

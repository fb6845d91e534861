import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ContainerdRuntime } from '@image-factory/containerd';
import { AgentProcess, Folder, type PodContainer, PrivateContainerd, ShieldProcess, until } from '../sandbox/index.js';
import { SlowRegistry } from './peers/slow-registry.js';
import { machine } from './setup/machine.js';

jest.setTimeout(240_000);

const [FIRST, SECOND] = ['127.0.0.2', '127.0.0.3'];
/** Enough for a pause of some seconds through the slow registry. */
const BYTES = 24 * 2 ** 20;

/** Two agents of one node, such as during an update: each has a shield, a state folder and a journal of its own. */
describe('a container that another agent of the node commits', () => {
  const { registry } = machine();
  const claims = new Folder('claims');
  const shields: ShieldProcess[] = [];
  let containerd: PrivateContainerd;
  let runtime: ContainerdRuntime;
  let container: PodContainer;
  let first: AgentProcess;
  let second: AgentProcess;
  let slow: SlowRegistry;

  const startAgent = async (ip: string): Promise<AgentProcess> => {
    const shield = await ShieldProcess.start();
    shields.push(shield);
    const configuration = { claims_dir: claims.path, pause_budget_ms: 60_000, save_mode: 'direct' };
    const agent = await AgentProcess.start({ shield, containerd, ip, configuration });
    await agent.registered(shield);
    return agent;
  };

  beforeAll(async () => {
    containerd = await PrivateContainerd.start();
    runtime = new ContainerdRuntime({ address: containerd.socket });
    container = await (await containerd.pod({ name: 'alice' })).start();
    first = await startAgent(FIRST);
    second = await startAgent(SECOND);
    slow = await SlowRegistry.start(registry.address, 4 * 2 ** 20);
  });

  afterAll(async () => {
    await slow?.[Symbol.asyncDispose]();
    await second?.stop();
    await first?.stop();
    for (const shield of shields) await shield.stop();
    runtime?.close();
    await containerd?.stop();
    claims.remove();
  });

  const isPaused = async () => (await runtime.containers.find(container.id)).paused;

  const begin = async (shield: ShieldProcess, ip: string, image: string): Promise<string> => {
    const { transaction_id: id, msg } = await shield.client.commitAsync({ ip, container: container.id, image });
    if (!id) throw new Error(msg);
    return id;
  };

  /** The first agent commits slowly, and has just paused the container. */
  const firstPauses = async (image: string): Promise<string> => {
    await container.shell(
      `mkdir -p /srv && dd if=/dev/urandom of=/srv/big bs=1048576 count=${BYTES / 2 ** 20} 2>/dev/null`,
    );
    const id = await begin(shields[0]!, FIRST, `${slow.address}/${image}`);
    await until('the pause by the first agent', 60, isPaused);
    return id;
  };

  const reason = /is claimed by the agent with the process id \d+ for the commit/;

  it('is committed after it, and resumed by no one else', async () => {
    const name = `two/${randomBytes(4).toString('hex')}`;
    const one = await firstPauses(`${name}-first:1`);
    const two = await begin(shields[1]!, SECOND, registry.image(`${name}-second:1`));
    await second.logged(reason);
    expect(await isPaused()).toBe(true);
    expect(await shields[0]!.client.ended(one)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await shields[1]!.client.ended(two)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await isPaused()).toBe(false);
    expect(await container.shell('echo runs')).toBe('runs\n');
  });

  it('is not waited for once that agent is dead, which resumes it at its next start', async () => {
    const name = `two/${randomBytes(4).toString('hex')}`;
    await firstPauses(`${name}-first:1`);
    const two = await begin(shields[1]!, SECOND, registry.image(`${name}-second:1`));
    await until('the second agent to wait', 30, () => second.log.match(new RegExp(reason, 'g'))?.length === 2);
    await first.kill();
    expect(await shields[1]!.client.ended(two)).toMatchObject({ status: 'SUCCEEDED' });
    await first.restart();
    await until('the first agent to resume the container', 60, async () => !(await isPaused()));
    expect(await container.shell('echo runs')).toBe('runs\n');
  });
});

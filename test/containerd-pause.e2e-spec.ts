import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContainerdRuntime } from '@image-factory/containerd';
import { pauserContract } from '../libs/runtime/src/testing/pauser.contract.js';
import { type PlainContainer, type PodContainer, PrivateContainerd, until } from '../sandbox/index.js';
import { ContainerdNode } from './containerd/containerd-node.js';

const FREEZER = '/sys/fs/cgroup/freezer';
/** Where version 2 is mounted on a machine that was booted with version 1; else it is the only one. */
const UNIFIED = existsSync('/sys/fs/cgroup/unified') ? '/sys/fs/cgroup/unified' : '/sys/fs/cgroup';

describe('the pause of a container of Kubernetes', () => {
  let node: ContainerdNode;
  let containerd: PrivateContainerd;
  let runtime: ContainerdRuntime;
  let container: PodContainer;

  beforeAll(async () => {
    node = await ContainerdNode.start();
    ({ containerd, runtime, container } = node);
  });

  afterAll(() => node?.[Symbol.asyncDispose]());

  const taskStatus = () => /\b(RUNNING|PAUSED)\b/.exec(line(containerd.ctr('tasks', 'ls'), container.id))?.[1];

  it('is made by the freezer, which containerd does not see', async () => {
    await runtime.pauser.pause(container.id);
    expect(await runtime.containers.find(container.id)).toMatchObject({ paused: true, pauseMethod: 'freezer' });
    expect((await runtime.containers.list())[0]).toMatchObject({ id: container.id, state: 'paused' });
    expect([isFrozen(containerd, container.id), taskStatus()]).toEqual([true, 'RUNNING']);
    await runtime.pauser.resume(container.id);
    expect([isFrozen(containerd, container.id), taskStatus()]).toEqual([false, 'RUNNING']);
    expect(await container.shell('echo runs')).toBe('runs\n');
  });

  it('of a user by containerd is seen, and ended by containerd', async () => {
    containerd.ctr('tasks', 'pause', container.id);
    expect(await runtime.containers.find(container.id)).toMatchObject({ paused: true, pauseMethod: 'runtime' });
    await expect(runtime.pauser.pause(container.id)).rejects.toMatchObject({ code: 'engine_failed' });
    await runtime.pauser.resume(container.id);
    expect([isFrozen(containerd, container.id), taskStatus()]).toEqual([false, 'RUNNING']);
    expect(await container.shell('echo runs')).toBe('runs\n');
  });

  it('outlasts a restart of containerd, and can be ended without it', async () => {
    await runtime.pauser.pause(container.id);
    await containerd.kill();
    await expect(runtime.pauser.resume(container.id)).rejects.toMatchObject({ code: 'engine_unreachable' });
    expect(isFrozen(containerd, container.id)).toBe(true);
    expect(await runtime.pauser.resumeOffline(container.id)).toBe(true);
    expect(isFrozen(containerd, container.id)).toBe(false);
    expect(await runtime.pauser.resumeOffline(container.id)).toBe(false);
    await containerd.restart();

    await until('containerd', 10, () => runtime.ping().then(() => true));
    await runtime.pauser.pause(container.id);
    await containerd.kill();
    await containerd.restart();
    await until('containerd', 10, () => runtime.ping().then(() => true));
    // CRI still knows it as running: 1.
    expect(await until('CRI', 10, () => container.state())).toBe(1);
    await runtime.pauser.resume(container.id);
    expect(await container.shell('echo runs')).toBe('runs\n');
  });

  it('is made by containerd where the control groups are read-only, and the log says what that means', () => {
    const hidden = [FREEZER, UNIFIED].filter(existsSync).map((path) => `mount --bind -o ro ${path} ${path}`);
    const script = `${hidden.join(' && ')} && exec "$@"`;
    const program = ['node', '--import', 'tsx', join(import.meta.dirname, 'containerd/pause-once.ts')];
    const command = ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', ...program];
    const output = execFileSync('unshare', [...command, containerd.socket, container.id], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({
      reports: [
        { paused: false, pauseMethod: 'runtime' },
        { paused: true, pauseMethod: 'runtime' },
        { paused: false, pauseMethod: 'runtime' },
      ],
      warnings: [
        expect.stringMatching(/cannot write the control group \/.*its files are lost.*\/sys\/fs\/cgroup writable/),
      ],
    });
    expect([isFrozen(containerd, container.id), taskStatus()]).toEqual([false, 'RUNNING']);
  });

  it('of a container that does not run is refused', async () => {
    const ended = await (await containerd.pod({ name: 'bob' })).start({ command: ['true'] });
    await ended.stop();
    await expect(runtime.pauser.pause(ended.id)).rejects.toMatchObject({ code: 'engine_failed' });
    await expect(runtime.pauser.resume(ended.id)).rejects.toMatchObject({ code: 'engine_failed' });
  });
});

describe('containerd under version 2 of the control groups', () => {
  let containerd: PrivateContainerd;
  let stage: {
    readonly runtime: ContainerdRuntime;
    readonly source: ContainerdRuntime['containers'];
    readonly container: PlainContainer;
  };

  beforeAll(async () => {
    containerd = await PrivateContainerd.start({ controlGroups: 2 });
    const runtime = new ContainerdRuntime({ address: containerd.socket });
    stage = { runtime, source: runtime.containers, container: containerd.run('plain') };
  });

  afterAll(async () => {
    stage?.runtime.close();
    await containerd?.stop();
  });

  pauserContract('containerd and version 2', () => stage);

  it('freezes the group of version 2', async () => {
    const { runtime, container } = stage;
    const file = (name: string) => readFileSync(join(UNIFIED, containerd.controlGroup, container.id, name), 'utf8');
    await runtime.pauser.pause(container.id);
    expect([file('cgroup.freeze'), /^frozen \d$/m.exec(file('cgroup.events'))?.[0]]).toEqual(['1\n', 'frozen 1']);
    await runtime.pauser.resume(container.id);
    expect([file('cgroup.freeze'), /^frozen \d$/m.exec(file('cgroup.events'))?.[0]]).toEqual(['0\n', 'frozen 0']);
  });

  it('finds a container without CRI, and its image by its layers', async () => {
    const { id } = stage.container;
    const facts = await stage.source.find(id);
    expect(facts).toMatchObject({ id, name: id, imageId: containerd.image.id });
    expect(facts.pod).toBeUndefined();
  });
});

/** Whether the control group of a container is frozen, whichever version runc uses. */
function isFrozen({ controlGroup }: PrivateContainerd, id: string): boolean {
  const first = join(FREEZER, controlGroup, id, 'freezer.state');
  if (existsSync(first)) return readFileSync(first, 'utf8') === 'FROZEN\n';
  return readFileSync(join(UNIFIED, controlGroup, id, 'cgroup.events'), 'utf8').includes('frozen 1');
}

function line(text: string, word: string): string {
  return text.split('\n').find((each) => each.includes(word)) ?? '';
}

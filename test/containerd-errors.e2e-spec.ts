import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContainerdRuntime } from '@image-factory/containerd';
import { type PodContainer, PrivateContainerd, until } from '../sandbox/index.js';
import { ContainerdNode } from './containerd/containerd-node.js';

describe('a containerd that fails', () => {
  let node: ContainerdNode;
  let containerd: PrivateContainerd;
  let runtime: ContainerdRuntime;
  let container: PodContainer;

  beforeAll(async () => {
    node = await ContainerdNode.start();
    ({ containerd, runtime, container } = node);
  });

  afterAll(() => node?.[Symbol.asyncDispose]());

  it('is described by version and id', async () => {
    const { id, version } = await runtime.facts();
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('has no socket', async () => {
    const none = new ContainerdRuntime({ address: '/nowhere/containerd.sock' });
    await expect(none.ping()).rejects.toMatchObject({
      code: 'engine_unreachable',
      message: 'containerd cannot be reached at /nowhere/containerd.sock: There is no such socket (ENOENT).',
    });
    none.close();
  });

  it('has a snapshot that has vanished', async () => {
    const pod = await containerd.pod({ name: 'vanished' });
    const { id } = await pod.start({ command: ['true'] });
    await until('the container to end', 10, async () => !(await runtime.containers.find(id)).running);
    const facts = await runtime.containers.find(id);
    containerd.ctr('snapshots', 'rm', id);
    await expect(runtime.writableLayer.locate(facts)).rejects.toMatchObject({
      code: 'direct_unavailable',
      message: `The snapshot ${id} of the container ${id} is gone.`,
    });
    await expect(runtime.containers.sizes(id)).rejects.toMatchObject({ code: 'engine_failed' });
    await pod.remove();
    await expect(runtime.writableLayer.locate(facts)).rejects.toMatchObject({ code: 'container_not_found' });
  });

  it('dies and comes back', async () => {
    await containerd.kill();
    await expect(runtime.containers.find(container.id)).rejects.toMatchObject({
      code: 'engine_unreachable',
      message: expect.stringContaining(containerd.socket),
    });
    await containerd.restart();
    expect(await until('an answer', 10, () => runtime.containers.find(container.id))).toMatchObject({ running: true });
  });
});

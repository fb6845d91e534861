import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContainerdRuntime } from '@image-factory/containerd';
import { type PodContainer, PrivateContainerd, type PlainContainer, until } from '../sandbox/index.js';
import { ContainerdNode } from './containerd/containerd-node.js';
import { machine } from './setup/machine.js';

const LAYERED = 'docker.io/sandbox/layered:1';

describe('the images of containerd', () => {
  const { registry } = machine();
  let node: ContainerdNode;
  let containerd: PrivateContainerd;
  let runtime: ContainerdRuntime;
  let container: PodContainer;

  beforeAll(async () => {
    node = await ContainerdNode.start();
    ({ containerd, runtime, container } = node);
  });

  afterAll(() => node?.[Symbol.asyncDispose]());

  const leases = () => containerd.ctr('leases', 'list', '--quiet').split('\n').filter(Boolean);
  const hold = async (id: string) => runtime.baseImage.hold(await runtime.containers.find(id));

  it('are held by a lease that expires', async () => {
    const held = await hold(container.id);
    const [lease, ...others] = leases();
    expect([lease, others]).toEqual([expect.stringMatching(/^image-factory-/), []]);
    expect(containerd.ctr('leases', 'list')).toMatch(/containerd\.io\/gc\.expire=20\d\d-/);
    await held.release();
    await held.release();
    expect(leases()).toEqual([]);
  });

  it('stay as long as they are held, although their names are removed', async () => {
    const reference = 'docker.io/sandbox/short:1';
    const { blobs, id } = await containerd.import(reference, {
      fill: (tree) => void tree.file('/short', 'lived'),
    });
    const plain = containerd.run('plain', reference);
    const held = await hold(plain.id);
    containerd.ctr('images', 'remove', '--sync', reference, id);
    expect(containerd.ctr('content', 'ls', '--quiet')).toContain(blobs[1]);
    await held.release();
    expect(containerd.ctr('content', 'ls', '--quiet')).not.toContain(blobs[1]);
  });

  it('identify the blob of each layer', async () => {
    const { diffIds, blobs } = await containerd.import(LAYERED, {
      fill: (tree) => void tree.file('/layer', 'two'),
    });
    const layered = await (await containerd.pod({ name: 'bob' })).start({ image: LAYERED });
    const held = await hold(layered.id);
    expect(held.config.rootfs.diff_ids).toEqual(diffIds);
    expect(await held.hasBlob(diffIds[1]!, blobs[1]!)).toBe(true);
    expect(await held.hasBlob(diffIds[0]!, blobs[1]!)).toBe(false);
    await held.release();
  });

  it('list every registry that they were pulled from or pushed to', async () => {
    const { address } = registry;
    const reference = `${address}/team/pulled:1`;
    containerd.ctr('images', 'tag', containerd.image.reference, reference);
    containerd.ctr('images', 'push', '--plain-http', reference);
    const digest = await registry.digest('team/pulled', '1');
    const held = await hold(container.id);
    expect([...held.digests].sort()).toEqual(
      expect.arrayContaining([`${address}/team/pulled@${digest}`, `docker.io/sandbox/busybox@${digest}`]),
    );
    await held.release();
  });

  it('of a container without CRI are found by its layers, although the name has moved on', async () => {
    const reference = 'docker.io/sandbox/moving:1';
    const { id } = await containerd.import(reference, { fill: (tree) => void tree.file('/first', '1') });
    const plain: PlainContainer = containerd.run('moved', reference);
    containerd.ctr('images', 'tag', reference, 'docker.io/sandbox/kept:1');
    await containerd.import(reference, { fill: (tree) => void tree.file('/second', '2') });
    const facts = await runtime.containers.find(plain.id);
    expect(facts.imageId).toBe(id);
    const held = await runtime.baseImage.hold(facts);
    expect([held.id, held.digests]).toEqual([id, [expect.stringMatching(/^docker\.io\/sandbox\/kept@sha256:/)]]);
    await held.release();
  });

  it('may have no layers', async () => {
    const reference = 'docker.io/sandbox/empty:1';
    await containerd.import(reference, { isEmpty: true });
    const pod = await containerd.pod({ name: 'empty' });
    const busybox = { '/bin': '/bin', '/lib': '/lib', '/lib64': '/lib64', '/usr': '/usr' };
    const empty = await pod.start({ image: reference, mounts: busybox, command: ['/bin/sleep', '1000'] });
    await empty.shell('echo changed > /changed');
    const facts = await runtime.containers.find(empty.id);
    const { upper, lowers } = await runtime.writableLayer.locate(facts);
    expect([upper, lowers]).toEqual([expect.stringMatching(/\/snapshots\/\d+\/fs$/), []]);
    const held = await hold(empty.id);
    expect(held.config.rootfs.diff_ids).toEqual([]);
    await held.release();
    await pod.remove();
  });

  it('are refused when their layers are not those of the container, or when they are gone', async () => {
    const facts = await runtime.containers.find(container.id);
    const { id: other } = await containerd.import(LAYERED, { fill: (tree) => void tree.file('/layer', 'three') });
    await expect(runtime.baseImage.hold({ ...facts, imageId: other })).rejects.toMatchObject({
      code: 'direct_unavailable',
      message: expect.stringMatching(/has other layers than its image/),
    });
    const doomed = 'docker.io/sandbox/doomed:1';
    await containerd.import(doomed, { fill: (tree) => void tree.file('/doomed', '') });
    const pod = await containerd.pod({ name: 'carol' });
    const { id } = await pod.start({ image: doomed });
    await runtime.containers.find(id);
    await containerd.cri.call('RemoveImage', { image: { image: doomed } });
    expect(await runtime.containers.find(id)).toMatchObject({ running: true });
    await expect(hold(id)).rejects.toMatchObject({
      code: 'direct_unavailable',
      message: expect.stringMatching(/^The image sha256:\w+ was removed from containerd while the container uses it/),
    });
    expect(leases()).toEqual([]);
  });
});

describe('an image whose layers are discarded once they are unpacked', () => {
  it('has its configuration, and names the registry that has the layers', async () => {
    const { registry } = machine();
    await using containerd = await PrivateContainerd.start({ discardsLayers: true });
    const runtime = new ContainerdRuntime({ address: containerd.socket });
    const reference = registry.image('team/discarded:1');
    const pushed = await containerd.import(reference, { fill: (tree) => void tree.file('/unique', reference) });
    containerd.ctr('images', 'push', '--plain-http', reference);
    await containerd.cri.call('RemoveImage', { image: { image: reference } });
    await containerd.cri.call('PullImage', { image: { image: reference } });
    const blobs = (): string => containerd.ctr('content', 'list', '--quiet');
    // The garbage collector removes them some time after the pull.
    await until('containerd to discard the layers', 30, () => !blobs().includes(pushed.blobs[1]!));

    const { id } = await (await containerd.pod({ name: 'alice' })).start({ image: reference });
    const held = await runtime.baseImage.hold(await runtime.containers.find(id));
    expect([held.id, held.config.rootfs.diff_ids]).toEqual([pushed.id, pushed.diffIds]);
    expect(held.digests).toContain(
      `${registry.address}/team/discarded@${await registry.digest('team/discarded', '1')}`,
    );
    expect(await held.hasBlob(pushed.diffIds[1]!, pushed.blobs[1]!)).toBe(false);
    await held.release();
    runtime.close();
  });
});

describe('a snapshotter that is no overlay', () => {
  it('has no writable layer that the agent can read', async () => {
    await using containerd = await PrivateContainerd.start({ snapshotter: 'native' });
    const runtime = new ContainerdRuntime({ address: containerd.socket });
    const { id } = await (await containerd.pod({ name: 'alice' })).start();
    const facts = await runtime.containers.find(id);
    await expect(runtime.writableLayer.locate(facts)).rejects.toMatchObject({
      code: 'direct_unavailable',
      message: 'The snapshotter native mounts files as bind, not as overlay.',
    });
    expect(await runtime.containers.changes(id, new AbortController().signal)).toEqual({
      changes: [],
      isComplete: false,
    });
    runtime.close();
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContainerdRuntime } from '@image-factory/containerd';
import { type Pod, type PodContainer, PrivateContainerd } from '../sandbox/index.js';

describe('the containers of containerd', () => {
  let containerd: PrivateContainerd;
  let runtime: ContainerdRuntime;
  let alice: Pod;
  let ended: PodContainer;
  let work: PodContainer;
  let sidecar: PodContainer;

  beforeAll(async () => {
    containerd = await PrivateContainerd.start();
    runtime = new ContainerdRuntime({ address: containerd.socket });
    alice = await containerd.pod({ name: 'alice', namespace: 'notebooks' });
    ended = await alice.start({ command: ['true'] });
    await ended.stop();
    work = await alice.start({ attempt: 1, environment: { TOKEN: 'secret' }, mounts: { '/data': containerd.socket } });
  });

  afterAll(async () => {
    runtime?.close();
    await containerd?.stop();
  });

  it('are found by id, by its first digits and by their pod', async () => {
    const spellings = [`containerd://${work.id}`, work.id, work.id.slice(0, 12), 'pod:notebooks/alice/work'];
    for (const spelling of [...spellings, 'pod:notebooks/alice', 'notebooks/alice/work']) {
      expect(await runtime.containers.find(spelling)).toMatchObject({
        id: work.id,
        name: 'notebooks/alice/work',
        pod: { namespace: 'notebooks', name: 'alice', container: 'work' },
        running: true,
      });
    }
  });

  it('are found by their id after they have ended', async () => {
    expect(await runtime.containers.find(ended.id)).toMatchObject({ running: false, paused: false, pid: 0 });
    const { upper } = await runtime.writableLayer.locate(await runtime.containers.find(ended.id));
    expect(upper).toMatch(/\/snapshots\/\d+\/fs$/);
  });

  it('need a name in a pod with several, unless the pod names one', async () => {
    sidecar = await alice.start({ name: 'sidecar' });
    await expect(runtime.containers.find('pod:notebooks/alice')).rejects.toMatchObject({
      code: 'invalid_container',
      message: 'The pod notebooks/alice has several containers: add one of /sidecar, /work.',
    });
    expect(await runtime.containers.find('pod:notebooks/alice/sidecar')).toMatchObject({ id: sidecar.id });
    const annotations = { 'kubectl.kubernetes.io/default-container': 'main' };
    const bob = await containerd.pod({ name: 'bob', annotations });
    const main = await bob.start({ name: 'main' });
    await bob.start({ name: 'proxy' });
    expect(await runtime.containers.find('pod:default/bob')).toMatchObject({ id: main.id });
    await bob.remove();
  });

  it('are listed newest first and without sandboxes', async () => {
    const listed = await runtime.containers.list();
    expect(listed.map(({ id }) => id)).toEqual([sidecar.id, work.id, ended.id]);
    expect(listed.map(({ state }) => state)).toEqual(['running', 'running', 'exited']);
    expect(listed[1]).toMatchObject({
      name: 'notebooks/alice/work',
      pod: { namespace: 'notebooks', name: 'alice', container: 'work' },
      image: 'docker.io/sandbox/busybox:latest',
      status: expect.stringMatching(/^Running, created \d+ (second|minute)s? ago$/),
    });
    await expect(runtime.containers.find(alice.id)).rejects.toMatchObject({ code: 'invalid_container' });
  });

  it('have the configuration of their image, not the environment of their pod, and their volumes', async () => {
    const { config, mounts } = await runtime.containers.find(work.id);
    expect(config).toEqual({ Cmd: ['sleep', '1000000000'], Env: ['PATH=/bin'] });
    expect(mounts).toEqual([{ type: 'bind', destination: '/data' }]);
  });

  it('have a start that a restart changes', async () => {
    const before = await runtime.containers.find(work.id);
    expect(before.startedAt).toMatch(/^\d+@\d+$/);
    expect((await runtime.containers.find(work.id)).startedAt).toBe(before.startedAt);
  });

  it('report what has changed, been added and been deleted', async () => {
    await work.shell('echo 1 >> /etc/passwd; rm /etc/group; mkdir /new; echo 2 > /new/file');
    const { changes } = await runtime.containers.changes(work.id, new AbortController().signal);
    expect(changes).toEqual(
      expect.arrayContaining([
        { path: '/etc', kind: 'modified' },
        { path: '/etc/passwd', kind: 'modified' },
        { path: '/etc/group', kind: 'deleted' },
        { path: '/new', kind: 'added' },
        { path: '/new/file', kind: 'added' },
      ]),
    );
  });

  it('are measured with all layers below', async () => {
    const archive = await containerd.import('docker.io/sandbox/layered:1', {
      fill: (tree) => void tree.file('/big', Buffer.alloc(3_000_000, 1)),
    });
    expect(archive.diffIds).toHaveLength(2);
    const pod = await containerd.pod({ name: 'carol' });
    const container = await pod.start({ image: 'docker.io/sandbox/layered:1' });
    const [one, two] = [await runtime.containers.sizes(work.id), await runtime.containers.sizes(container.id)];
    expect(two.whole - two.changed - (one.whole - one.changed)).toBeGreaterThanOrEqual(3_000_000);
    await pod.remove();
  });

  describe('that cannot be found', () => {
    it('are refused with the reason', async () => {
      const reasons: readonly [string, string, RegExp][] = [
        ['pod:notebooks/nobody', 'container_not_found', /no pod notebooks\/nobody on this node/],
        ['pod:notebooks/alice/none', 'container_not_found', /has no container none/],
        [work.id.slice(0, 11), 'container_not_found', /no container \w{11} in the namespace k8s\.io/],
        ['docker://abc', 'invalid_container', /first digits/],
        ['pod:a/b/c/d', 'invalid_container', /first digits/],
      ];
      for (const [spelling, code, message] of reasons) {
        await expect(runtime.containers.find(spelling)).rejects.toMatchObject({
          code,
          message: expect.stringMatching(message),
        });
      }
    });

    it('are named with the namespace that has them', async () => {
      const archive = await containerd.import('docker.io/sandbox/busybox:latest');
      containerd.ctrIn('other', 'images', 'import', archive.file);
      containerd.ctrIn('other', 'containers', 'create', 'docker.io/sandbox/busybox:latest', 'elsewhere');
      await expect(runtime.containers.find('elsewhere')).rejects.toMatchObject({
        code: 'container_not_found',
        message: 'There is no container elsewhere in the namespace k8s.io of containerd; the namespace other has it.',
      });
      const other = new ContainerdRuntime({ address: containerd.socket, namespace: 'other' });
      const facts = await other.containers.find('elsewhere');
      expect(facts).toMatchObject({ name: 'elsewhere', imageId: archive.id, running: false });
      other.close();
      containerd.ctrIn('other', 'containers', 'delete', 'elsewhere');
    });
  });
});

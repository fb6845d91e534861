import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DirectCommit,
  EngineCommit,
  FallbackCommit,
  observing,
  PauseGuard,
  RegistryManifestVerifier,
} from '@image-factory/commit';
import { ContainerdRuntime } from '@image-factory/containerd';
import { ImageReference } from '@image-factory/oci';
import type { PausePeriod } from '@image-factory/runtime';
import { Folder, type Pod, type PodContainer, PrivateContainerd, until } from '../sandbox/index.js';
import { machine } from './setup/machine.js';

describe('a commit by containerd, with a snapshotter that is no overlay', () => {
  const { registry } = machine();
  const folder = new Folder('s');
  const pauses: PausePeriod[] = [];
  let containerd: PrivateContainerd;
  let runtime: ContainerdRuntime;
  let guard: PauseGuard;
  let pod: Pod;
  let container: PodContainer;

  beforeAll(async () => {
    containerd = await PrivateContainerd.start({ snapshotter: 'native' });
    runtime = new ContainerdRuntime({ address: containerd.socket });
    guard = new PauseGuard(runtime, folder.path);
    pod = await containerd.pod({ name: 'alice' });
    container = await pod.start({ environment: { TOKEN: 'secret' } });
  });

  afterAll(async () => {
    runtime?.close();
    await containerd?.stop();
    folder.remove();
  });

  const commit = async (image: string, keepImages: boolean, signal = new AbortController().signal) => {
    const verifier = new RegistryManifestVerifier(runtime.registryTrust);
    const strategy = new EngineCommit(runtime, guard, verifier, { keepImages });
    const reference = ImageReference.parse(registry.image(image));
    const task = { transaction: image, containerId: container.id, reference, credentials: undefined, note: 'a note' };
    try {
      return await strategy.commit(task, observing({ paused: (period) => void pauses.push(period) }), signal);
    } finally {
      await strategy.settled();
    }
  };

  const leases = () => containerd.ctr('leases', 'list', '--quiet');
  const names = () => containerd.ctr('images', 'list', '--quiet').split('\n');

  it('is pushed with the layers of its base image, and runs as a pod', async () => {
    await container.shell('mkdir -p /srv/notebook && echo saved > /srv/notebook/file && rm /etc/group');
    const { digest, verifiedBy } = await commit('native/alice:1', false);
    expect([await registry.digest('native/alice', '1'), verifiedBy]).toEqual([digest, 'head']);
    expect([leases(), names().includes(registry.image('native/alice:1'))]).toEqual(['', false]);
    expect(pauses).toHaveLength(1);
    expect(await runtime.containers.find(container.id)).toMatchObject({ running: true, paused: false });

    await containerd.cri.call('PullImage', { image: { image: registry.image('native/alice:1') } });
    const copy = await (await containerd.pod({ name: 'copy' })).start({ image: registry.image('native/alice:1') });
    expect(await copy.shell('cat /srv/notebook/file; test -e /etc/group || echo gone; echo "$TOKEN"')).toBe(
      'saved\ngone\n\n',
    );
    expect((await runtime.containers.find(copy.id)).config).toEqual({
      Cmd: ['sleep', '1000000000'],
      Env: ['PATH=/bin'],
      Labels: {
        'org.opencontainers.image.base.name': containerd.image.reference,
        'org.opencontainers.image.base.digest': expect.stringMatching(/^sha256:/),
        'org.opencontainers.image.created': expect.stringMatching(/^20/),
        'io.image-factory.container': 'default/alice/work',
      },
    });
  });

  it('stays on the node if it is to be kept', async () => {
    const { digest } = await commit('native/kept:1', true);
    const reference = registry.image('native/kept:1');
    expect([leases(), containerd.ctr('images', 'list', `name==${reference}`)]).toEqual([
      '',
      expect.stringContaining(digest),
    ]);
    containerd.ctr('images', 'check');
    const kept = await (await containerd.pod({ name: 'kept' })).start({ image: reference });
    expect(await kept.shell('cat /srv/notebook/file')).toBe('saved\n');
  });

  it('is what a direct commit falls back to, and says which snapshotter is the reason', async () => {
    const engine = new EngineCommit(runtime, guard, new RegistryManifestVerifier(runtime.registryTrust));
    const strategy = new FallbackCommit(new DirectCommit(runtime, guard, { stateDirectory: folder.path }), engine);
    const reference = ImageReference.parse(registry.image('native/auto:1'));
    const task = { transaction: 'auto', containerId: container.id, reference, credentials: undefined };
    const { digest, message } = await strategy.commit(task, observing(), new AbortController().signal);
    expect(message).toBe(
      `Committed and pushed as ${reference.toString()}, ${digest}. ` +
        'No direct commit: The snapshotter native mounts files as bind, not as overlay.',
    );
    expect(await registry.digest('native/auto', '1')).toBe(digest);
  });

  it('ends at once when it is cancelled', async () => {
    await container.shell('dd if=/dev/urandom of=/srv/notebook/big bs=1048576 count=64 2>/dev/null');
    const cancel = new AbortController();
    const committing = commit('native/cancelled:1', false, cancel.signal);
    const ended = expect(committing).rejects.toMatchObject({ code: 'cancelled' });
    await until('the pause', 30, async () => (await runtime.containers.find(container.id)).paused);
    cancel.abort();
    await ended;
    expect(await runtime.containers.find(container.id)).toMatchObject({ running: true, paused: false });
    expect([leases(), await registry.digest('native/cancelled', '1')]).toEqual(['', undefined]);
    expect(containerd.ctr('snapshots', '--snapshotter', 'native', 'list')).not.toContain('image-factory');
  });

  it('of a killed agent leaves nothing behind', async () => {
    containerd.ctr('leases', 'create', '--id', 'image-factory-commit-1');
    containerd.ctr('leases', 'create', '--id', 'other');
    expect(await runtime.nativeCommit.removeLeftovers()).toBe(1);
    expect(leases()).toBe('other\n');
    containerd.ctr('leases', 'delete', 'other');
  });
});

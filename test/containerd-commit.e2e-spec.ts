import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DirectCommit, PauseGuard, observing } from '@image-factory/commit';
import { ContainerdRuntime } from '@image-factory/containerd';
import { ImageReference, readRemoteImage, RegistryClient } from '@image-factory/oci';
import type { PausePeriod } from '@image-factory/runtime';
import { Folder, type Pod, type PodContainer, PrivateContainerd } from '../sandbox/index.js';
import { machine } from './setup/machine.js';

describe('a direct commit of a container of Kubernetes', () => {
  const { registry } = machine();
  const { signal } = new AbortController();
  const folder = new Folder('s');
  const pauses: PausePeriod[] = [];
  let containerd: PrivateContainerd;
  let runtime: ContainerdRuntime;
  let strategy: DirectCommit;
  let pod: Pod;
  let container: PodContainer;

  beforeAll(async () => {
    containerd = await PrivateContainerd.start();
    runtime = new ContainerdRuntime({ address: containerd.socket });
    const guard = new PauseGuard(runtime, folder.path);
    strategy = new DirectCommit(runtime, guard, { stateDirectory: folder.path });
    const base = registry.image('pods/base:1');
    containerd.ctr('images', 'tag', containerd.image.reference, base);
    containerd.ctr('images', 'push', '--plain-http', base);
    pod = await containerd.pod({ name: 'alice', namespace: 'notebooks' });
    container = await pod.start({ image: base, environment: { TOKEN: 'secret' } });
  });

  afterAll(async () => {
    runtime?.close();
    await containerd?.stop();
    folder.remove();
  });

  const commit = async (image: string) => {
    const { id: containerId } = await runtime.containers.find(container.id);
    const reference = ImageReference.parse(registry.image(image));
    const task = { transaction: image, containerId, reference, credentials: undefined, note: 'a note' };
    return strategy.commit(task, observing({ paused: (period) => void pauses.push(period) }), signal);
  };

  const documentOf = async (digest: string): Promise<unknown> =>
    (await fetch(`http://${registry.address}/v2/pods/alice/blobs/${digest}`)).json();

  const imageOf = async (repository: string, tag: string) => {
    const client = new RegistryClient({ registry: registry.address, insecure: true });
    try {
      return (await readRemoteImage(client, repository, tag, signal))!;
    } finally {
      await client.close();
    }
  };

  it('is an image with the files of the container and the configuration of its base image', async () => {
    await container.shell('mkdir -p /srv/notebook && echo saved > /srv/notebook/file && rm /etc/group');
    const { message, digest } = await commit('pods/alice:1');
    expect(message).toMatch(/^Committed directly \(all changes of the container\)/);
    expect(await registry.digest('pods/alice', '1')).toBe(digest);
    const { config, manifest } = await imageOf('pods/alice', '1');
    expect(config.rootfs.diff_ids.slice(0, -1)).toEqual(containerd.image.diffIds);
    expect(manifest.layers.slice(0, -1).map((layer) => layer.digest)).toEqual(containerd.image.blobs);
    const document = await documentOf(manifest.config.digest);
    expect(document).toMatchObject({
      config: { Env: ['PATH=/bin'] },
      history: [...config.history.slice(0, -1), { comment: 'a note' }],
    });
    expect(JSON.stringify(document)).not.toContain('secret');
    for (const key of ['docker_version', 'container', 'container_config']) expect(document).not.toHaveProperty(key);
  });

  it('runs as a pod', async () => {
    const reference = registry.image('pods/alice:1');
    await containerd.cri.call('PullImage', { image: { image: reference } });
    const copy = await (await containerd.pod({ name: 'copy' })).start({ image: reference });
    expect(await copy.shell('cat /srv/notebook/file; ls /etc; echo "$TOKEN"')).toBe(
      'saved\nhostname\nhosts\npasswd\nresolv.conf\n\n',
    );
    expect((await runtime.containers.find(copy.id)).config).toMatchObject({
      Cmd: ['sleep', '1000000000'],
      Env: ['PATH=/bin'],
    });
  });

  it('is a small layer the second time', async () => {
    await container.shell('echo more > /srv/notebook/more');
    const { message } = await commit('pods/alice:2');
    expect(message).toMatch(/^Committed directly \(the changes since the last commit\)/);
    const [first, second] = [await imageOf('pods/alice', '1'), await imageOf('pods/alice', '2')];
    expect(second.manifest.layers.slice(0, -1)).toEqual(first.manifest.layers);
  });

  it('leaves nothing behind: no pause, no lease', async () => {
    expect(pauses.map(({ containerId }) => containerId)).toEqual([container.id, container.id]);
    expect(await runtime.containers.find(container.id)).toMatchObject({ running: true, paused: false });
    expect(await container.shell('echo runs')).toBe('runs\n');
    // containerd 2 holds a lease for each sandbox, under the id of the sandbox.
    const leases = containerd.ctr('leases', 'list', '--quiet').split('\n');
    expect(leases.filter((id) => id !== '' && !/^[0-9a-f]{64}$/.test(id))).toEqual([]);
  });

  it('needs no running container', async () => {
    await container.stop();
    expect(await runtime.containers.find(container.id)).toMatchObject({ running: false });
    const { digest } = await commit('pods/ended:1');
    expect(await registry.digest('pods/ended', '1')).toBe(digest);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CommitResource, NewCommit } from '@image-factory/contracts';
import { BASE_IMAGE, Cluster, type NodeContainer } from '../sandbox/index.js';
import { pushLayeredImage } from './direct/layered-image.js';
import { machine } from './setup/machine.js';

const IP = '127.0.0.2';
/** Docker mounts by relative paths if the image has more layers than some 40. */
const MANY_LAYERS = 100;

/** Docker with any of its image stores. */
describe('A node with Docker', () => {
  const { engine, registry } = machine();
  const base = registry.image('docker/base:1');
  const images = new Set<string>([base]);
  let cluster: Cluster;
  let container: NodeContainer;

  beforeAll(async () => {
    cluster = await Cluster.start({ engine, registry, ips: [IP] });
    await engine.tag(BASE_IMAGE, base);
    await engine.push(base);
    await engine.removeImage(base);
    await engine.pull(base);
    container = await engine.run({ image: base, create: { Env: ['PLAIN=text'] } });
    await container.write('/home/user/note.txt', 'kept\n');
    // Changes above half of the total are committed as a whole.
    await container.shell('dd if=/dev/urandom of=/large bs=1024 count=100 2>/dev/null');
  });

  afterAll(async () => {
    await cluster?.stop();
    await container?.remove();
    for (const image of images) await engine.removeImage(image);
  });

  async function save(fields: Partial<NewCommit>): Promise<CommitResource> {
    const { client } = cluster.shield;
    const { body } = await client.submit({ ip: IP, container: container.id, image: base, ...fields });
    return (await client.commit(body.id, 60)).body;
  }

  /** Output of a command in a container of an image from the registry. */
  async function read(image: string, command: string): Promise<string> {
    images.add(image);
    await engine.pull(image);
    const copy = await engine.run({ image });
    try {
      return await copy.shell(command);
    } finally {
      await copy.remove();
    }
  }

  it('commits directly: files, deletions and environment', async () => {
    const image = registry.image('docker/saved:1');
    await container.shell('rm /etc/group; rm -r /tmp; mkdir /tmp; echo new > /tmp/file');
    const ended = await save({ image });
    expect(ended).toMatchObject({ state: 'succeeded', digest: await registry.digest('docker/saved', '1') });
    expect(ended.message).toMatch(/^Committed directly \(all changes of the container\)/);
    const command = 'cat /home/user/note.txt; ls /etc/group /tmp 2>/dev/null; echo $PLAIN';
    expect(await read(image, command)).toBe('kept\n/tmp:\nfile\ntext\n');
    expect(await container.isPaused()).toBe(false);
  });

  it('commits only the changes the second time', async () => {
    const image = registry.image('docker/saved:2');
    await container.shell('echo more > /home/user/more.txt; rm /home/user/note.txt');
    const ended = await save({ image });
    expect(ended.message).toMatch(/^Committed directly \(the changes since the last commit\)/);
    expect(await read(image, 'ls /home/user; cat /tmp/file')).toBe('more.txt\nnew\n');
  });

  it('commits a container of a committed image', async () => {
    const [first, second] = [registry.image('docker/saved:2'), registry.image('docker/again:1')];
    images.add(first).add(second);
    await engine.pull(first);
    const again = await engine.run({ image: first });
    await again.shell('echo again > /home/user/again.txt');
    const ended = await save({ container: again.id, image: second });
    await again.remove();
    expect(ended.message).toMatch(/^Committed directly/);
    expect(await read(second, 'ls /home/user')).toBe('again.txt\nmore.txt\n');
  });

  it('commits a container whose image has many layers', async () => {
    const [layered, image] = [registry.image('docker/layered:1'), registry.image('docker/layered:2')];
    images.add(layered);
    await pushLayeredImage(base, layered, MANY_LAYERS);
    await engine.pull(layered);
    const large = await engine.run({ image: layered });
    await large.shell('echo mine > /mine; rm /layer-7');
    const ended = await save({ container: large.id, image });
    await large.remove();
    expect(ended.message).toMatch(/^Committed directly \(all changes of the container\)/);
    expect(await read(image, `cat /mine; ls / | grep -c layer-; cat /layer-${MANY_LAYERS - 1}`)).toBe(
      `mine\n${MANY_LAYERS - 2}\nlayer-${MANY_LAYERS - 1}`,
    );
  });

  it('commits a stopped container', async () => {
    const image = registry.image('docker/stopped:1');
    const stopped = await engine.run({ image: base });
    await stopped.shell('echo mine > /mine');
    await engine.api.getContainer(stopped.id).kill();
    const ended = await save({ container: stopped.id, image });
    // Docker before 28 does not report the socket of a containerd of its own, and this one is at no usual place.
    const info = (await engine.api.info()) as { Driver: string; Containerd?: object };
    const isLocated = info.Driver === 'overlay2' || info.Containerd !== undefined;
    expect(ended.message).toMatch(isLocated ? /^Committed directly/ : /Only containerd can locate the files/);
    await stopped.remove();
    expect(await read(image, 'cat /mine')).toBe('mine\n');
  });
});

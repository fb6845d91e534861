import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DirectCommit, EngineCommit, observing, PauseGuard, RegistryManifestVerifier } from '@image-factory/commit';
import { ContainerdRuntime } from '@image-factory/containerd';
import { ImageReference } from '@image-factory/oci';
import { type NodeContainer, Folder, type PlainContainer, PrivateContainerd, PrivateEngine } from '../sandbox/index.js';
import { CommitStage } from './direct/commit-stage.js';
import { machine } from './setup/machine.js';

jest.setTimeout(240_000);

/** Changes of a container, by its root: files of several owners, a deletion, links and a directory that replaces one. */
const CHANGES = [
  'mkdir -p /srv/deep && echo root > /srv/root && echo user > /srv/user && echo high > /srv/high',
  'chown 1000:1000 /srv/user && chown 65534:65535 /srv/high && chown 1000:0 /srv/deep',
  'chmod 4755 /srv/user && ln -s user /srv/link && ln /srv/user /srv/hard && mkfifo /srv/pipe',
  'rm /etc/group && rm -rf /tmp && mkdir -m 1777 /tmp',
].join('\n');

/** Path, type, mode, owner and size of all files, as a container sees them. */
const LIST = `find / -xdev ! -path '/proc*' ! -path '/sys*' ! -path '/dev*' ! -path '/etc/*' -exec stat -c '%n %F %a %u:%g %s' {} + | grep -v ' directory ' | sort`;
const OWNERS = `stat -c '%n %u:%g %a' /srv/root /srv/user /srv/high /srv/deep /tmp; test -e /etc/group || echo gone`;

const SAVED = [
  '/srv/root 0:0 644',
  '/srv/user 1000:1000 4755',
  '/srv/high 65534:65535 644',
  '/srv/deep 1000:0 755',
  '/tmp 0:0 1777',
  'gone',
  '',
].join('\n');

describe('a container of Docker with userns-remap', () => {
  const { engine: plain, registry } = machine();
  let node: PrivateEngine;
  let stage: CommitStage;
  let container: NodeContainer;

  beforeAll(async () => {
    node = await PrivateEngine.start({ remapsUsers: true });
    stage = new CommitStage(node.engine, registry, 'userns');
    await stage.prepare();
    container = await stage.start();
    await container.shell(CHANGES);
  });

  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    await node?.stop();
  });

  /** What a container of the image sees on a node without user namespaces. */
  const onPlainNode = async (name: string, line: string): Promise<string> => {
    await plain.pull(stage.image(name));
    const copy = await plain.run({ image: stage.image(name) });
    try {
      return await copy.shell(line);
    } finally {
      await copy.remove();
      await plain.removeImage(stage.image(name));
    }
  };

  it('has the ids of the node in its files', async () => {
    const { upper, ids } = await stage.runtime.writableLayer.locate(await stage.runtime.containers.find(container.id));
    expect(upper).toContain('/100000.100000/');
    expect(ids).toBeDefined();
  });

  it('is committed directly, with the ids of the container', async () => {
    expect((await stage.commit(stage.direct, container, 'first:1')).message).toMatch(/^Committed directly \(all/);
    expect(await onPlainNode('first:1', OWNERS)).toBe(SAVED);
    expect(await onPlainNode('first:1', LIST)).toBe(await container.shell(LIST));
  });

  it('is committed directly again, as a delta', async () => {
    await container.shell('echo more > /srv/more && chown 33:33 /srv/more');
    const { message } = await stage.commit(stage.direct, container, 'first:2');
    expect(message).toMatch(/^Committed directly \(the changes since the last commit\)/);
    expect(await onPlainNode('first:2', `${OWNERS}; stat -c '%u:%g' /srv/more`)).toBe(`${SAVED}33:33\n`);
  });

  it('runs on its own node from the image', async () => {
    const copy = await stage.startCopy('first:2');
    expect(await copy.shell(OWNERS)).toBe(SAVED);
  });

  it('is refused if a file belongs to someone without an id in it', async () => {
    const facts = await stage.runtime.containers.find(container.id);
    const { upper } = await stage.runtime.writableLayer.locate(facts);
    const foreign = join(upper, 'srv/foreign');
    writeFileSync(foreign, 'of the node');
    await expect(stage.commit(stage.direct, container, 'foreign:1')).rejects.toMatchObject({
      code: 'direct_unavailable',
      message: 'The path /srv/foreign belongs to the user 0 of the node, who has no id in the container.',
    });
    expect(await container.isPaused()).toBe(false);
    await container.shell('rm -f /srv/foreign');
  });

  it('that does not run is left to Docker, which knows its ids', async () => {
    const ended = await stage.start();
    await ended.shell(CHANGES);
    await node.engine.api.getContainer(ended.id).kill();
    await expect(stage.commit(stage.direct, ended, 'ended:1')).rejects.toMatchObject({
      code: 'direct_unavailable',
      message: expect.stringContaining('only the process of a container knows how; start the container'),
    });
    await stage.commit(stage.engines, ended, 'ended:1');
    expect(await onPlainNode('ended:1', OWNERS)).toBe(SAVED);
  });
});

describe('a container of containerd with a user namespace', () => {
  const { registry } = machine();
  const state = new Folder('s');
  let containerd: PrivateContainerd;
  let runtime: ContainerdRuntime;
  let guard: PauseGuard;
  let container: PlainContainer;

  beforeAll(async () => {
    containerd = await PrivateContainerd.start();
    // The folders above a container must admit its root.
    const folder = dirname(containerd.socket);
    for (const each of [dirname(folder), folder]) chmodSync(each, 0o711);
    runtime = new ContainerdRuntime({ address: containerd.socket });
    guard = new PauseGuard(runtime, state.path);
    const mapping = ['--uidmap', '0:100000:65536', '--gidmap', '0:100000:65536'];
    container = containerd.run('mapped', containerd.image.reference, mapping);
    await container.shell(CHANGES);
  });

  afterAll(async () => {
    runtime?.close();
    await containerd?.stop();
    state.remove();
  });

  const taskOf = (image: string) => {
    const reference = ImageReference.parse(registry.image(image));
    return { transaction: image, containerId: container.id, reference, credentials: undefined };
  };
  const { signal } = new AbortController();

  it('is committed directly, with the ids of the container', async () => {
    const direct = new DirectCommit(runtime, guard, { stateDirectory: state.path });
    const { message } = await direct.commit(taskOf('userns/containerd:1'), observing(), signal);
    expect(message).toMatch(/^Committed directly/);
    const reference = registry.image('userns/containerd:1');
    await containerd.cri.call('PullImage', { image: { image: reference } });
    const copy = await (await containerd.pod({ name: 'copy' })).start({ image: reference });
    expect(await copy.shell(OWNERS)).toBe(SAVED);
  });

  it('is refused by the Diff service, which does not map the ids back', async () => {
    const engines = new EngineCommit(runtime, guard, new RegistryManifestVerifier(runtime.registryTrust));
    await expect(engines.commit(taskOf('userns/engine:1'), observing(), signal)).rejects.toMatchObject({
      code: 'engine_failed',
      message: expect.stringMatching(/has a user namespace.*only a direct commit can/),
    });
    expect(await runtime.containers.find(container.id)).toMatchObject({ running: true, paused: false });
  });
});

import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContainerPreviewer } from '@image-factory/commit';
import { Folder, type NodeContainer, PrivateEngine } from '../sandbox/index.js';
import { CommitStage } from './direct/commit-stage.js';
import type { FileSystem } from './direct/file-system.js';
import { DRIVER, makeGpuRuntime } from './direct/gpu-runtime.js';
import { machine } from './setup/machine.js';

/** What the runtime creates for the mounts of the container below. */
const STUBS = [
  { path: '/etc/app/config.json', kind: 'file' },
  { path: '/mounted', kind: 'directory' },
  { path: DRIVER.link, kind: 'link' },
  { path: DRIVER.library, kind: 'file' },
];
/** What the user has made; some of it looks like a stub. */
const OWN = ['./own/empty', './own/directory', './own/link', './base/d00/f00', './kept/hidden'];

describe('A direct commit of a container with the driver of a GPU', () => {
  const { registry } = machine();
  const folder = new Folder('g');
  const mounted = folder.write('mounted/file', 'of the node\n').replace(/\/file$/, '');
  let docker: PrivateEngine;
  let stage: CommitStage;
  let container: NodeContainer;

  beforeAll(async () => {
    docker = await PrivateEngine.start({ configuration: { runtimes: { gpu: { path: makeGpuRuntime(folder) } } } });
    stage = new CommitStage(docker.engine, registry, 'mount-stubs');
    await stage.prepare();
    const config = folder.write('config.json', '{}');
    const binds = [`${mounted}:/mounted`, `${config}:/etc/app/config.json`, `${mounted}:/base/d00`, `${mounted}:/kept`];
    container = await stage.start(stage.base, undefined, { HostConfig: { Runtime: 'gpu', Binds: binds } });
    await container.shell(`
      mkdir -p /own/directory && touch /own/empty && ln -s /mounted /own/link
      dd if=/dev/urandom of=/own/large bs=1024 count=100 2>/dev/null`);
    const { upper } = await stage.runtime.writableLayer.locate(await stage.runtime.containers.find(container.id));
    writeFileSync(`${upper}/kept/hidden`, 'below a mount\n');
  });

  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    await docker?.stop();
    folder.remove();
  });

  const stubsIn = (files: FileSystem): string[] =>
    STUBS.map(({ path }) => path).filter((path) => files.has(`.${path}`));
  const ownIn = (files: FileSystem): string[] => OWN.filter((path) => files.has(path));

  it('starts from the files that the hook has made', async () => {
    expect(await container.shell(`head -c 4 ${DRIVER.library} | tail -c 3; readlink ${DRIVER.link}`)).toBe(
      'ELFlibcuda.so.550.54\n',
    );
    // Counter-check: docker commit has them.
    await stage.commit(stage.engines, container, 'engine:1');
    expect(stubsIn(await stage.pull('engine:1'))).toEqual(STUBS.map(({ path }) => path));
  });

  it('omits the stubs of the runtime, and nothing else', async () => {
    const { message, notSaved } = await stage.commit(stage.direct, container, 'direct:1');
    expect(message).toContain('all changes of the container');
    const files = await stage.pull('direct:1');
    expect(stubsIn(files)).toEqual([]);
    expect(ownIn(files)).toEqual(OWN);
    expect(notSaved?.map(({ destination }) => destination).sort()).toEqual([
      ...['/base/d00', '/etc/app/config.json', '/kept', '/mounted'],
    ]);
  });

  it('omits them in a delta, too', async () => {
    await container.shell('echo more > /own/more; rm /own/empty; touch /own/empty-too');
    const { message } = await stage.commit(stage.direct, container, 'direct:1');
    expect(message).toContain('the changes since the last commit');
    const files = await stage.pull('direct:1');
    expect(stubsIn(files)).toEqual([]);
    expect(ownIn(files)).toEqual(OWN.slice(1));
    expect(files.has('./own/more') && files.has('./own/empty-too')).toBe(true);
  });

  it('lists it in the preview', async () => {
    const preview = await new ContainerPreviewer(stage.runtime.containers, stage.direct).preview(container.id);
    expect(preview.stubs).toEqual(STUBS);
    expect(preview.changes.secrets.total).toBe(0);
  });

  it('keeps what the user puts in its place', async () => {
    await container.shell(`umount /mounted 2>/dev/null; rm ${DRIVER.link}; echo mine > ${DRIVER.link}`);
    await stage.commit(stage.direct, container, 'direct:1');
    const files = await stage.pull('direct:1');
    expect(stubsIn(files)).toEqual([DRIVER.link]);
  });

  it('omits the mounts of a stopped container', async () => {
    const stopped = await stage.start(stage.base, undefined, { HostConfig: { Binds: [`${mounted}:/mounted`] } });
    await stopped.shell('mkdir /own');
    await docker.engine.api.getContainer(stopped.id).kill();
    await stage.commit(stage.direct, stopped, 'stopped:1');
    const files = await stage.pull('stopped:1');
    expect([files.has('./mounted'), files.has('./own')]).toEqual([false, true]);
  });

  it('deletes an earlier stub from the image', async () => {
    const other = await stage.start(stage.base, undefined, { HostConfig: { Runtime: 'gpu' } });
    await other.shell('dd if=/dev/urandom of=/large bs=1024 count=100 2>/dev/null');
    const { pid } = await stage.runtime.containers.find(other.id);
    expect(pid).toBeGreaterThan(0);
    await docker.engine.api.getContainer(other.id).kill();
    await stage.commit(stage.direct, other, 'stub:1');
    expect((await stage.pull('stub:1')).has(`.${DRIVER.library}`)).toBe(true);
    await docker.engine.api.getContainer(other.id).start();
    const { message } = await stage.commit(stage.direct, other, 'stub:1');
    expect(message).toContain('the changes since the last commit');
    expect((await stage.pull('stub:1')).has(`.${DRIVER.library}`)).toBe(false);
  });
});

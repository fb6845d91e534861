import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { FallbackCommit, ContainerPreviewer, Exclusions, type CommittedImage, observing } from '@image-factory/commit';
import type { NodeContainer } from '../sandbox/index.js';
import { fileWithAttributes } from './direct/attributes.js';
import { CommitStage } from './direct/commit-stage.js';
import { machine } from './setup/machine.js';

const NAME = 'd'.repeat(200);
/** Over 4,400 bytes in two parts, because no shell accepts the whole path. */
const HALF = `${NAME}/`.repeat(11);
const MAKE_LONG_PATH = `cd / && mkdir -p ${HALF} t/${HALF} && mv t ${HALF}t`;

/** Entries that engines treat as deletions, drop, or cannot pull. */
describe('Paths that no image can hold', () => {
  const { engine: node, registry } = machine();
  const stage = new CommitStage(node, registry, 'unsupported');
  const { direct, engines } = stage;
  const strategies = { direct, engine: engines, auto: new FallbackCommit(direct, engines) };

  beforeAll(() => stage.prepare());

  afterAll(() => stage[Symbol.asyncDispose]());

  it.each([
    ['a file', 'echo x > /bin/.wh.ls', '/bin/.wh.ls'],
    ['a symbolic link', 'ln -s x /etc/.wh.passwd', '/etc/.wh.passwd'],
    ['a directory', 'mkdir -p /new/.wh.etc/deeper', '/new/.wh.etc'],
    ['a FIFO', 'mkfifo /.wh..wh..opq', '/.wh..wh..opq'],
    ['the bare prefix', 'mkdir /home && echo x > /home/.wh.', '/home/.wh.'],
    ['a renamed file', 'echo x > /x && mv /x /etc/.wh.group', '/etc/.wh.group'],
    ['a long path', MAKE_LONG_PATH, '/ddd'],
  ])('are refused by every strategy: %s', async (_, command, path) => {
    const container = await stage.start();
    await container.shell(command);
    for (const [name, strategy] of Object.entries(strategies)) {
      const refusal = { code: 'unsupported_path', message: expect.stringContaining(path) };
      await expect(stage.commit(strategy, container, `${name}:1`)).rejects.toMatchObject(refusal);
      expect(await registry.tags(`unsupported/${name}`)).toEqual([]);
    }
    expect(await container.isPaused()).toBe(false);
    const preview = await new ContainerPreviewer(stage.runtime.containers, direct).preview(container.id);
    expect(preview.changes.unsupported.map((found) => found.path.startsWith(path))).toContain(true);
    await stage.remove(container);
  });

  it('are refused in a second commit, too, and can be excluded', async () => {
    const container = await stage.start();
    await container.shell('echo x > /kept');
    await stage.commit(direct, container, 'second:1');
    await container.shell('echo x > /.wh.kept; mkdir /.wh.bin; echo x > /.wh.bin/file');
    await expect(stage.commit(direct, container, 'second:1')).rejects.toMatchObject({ code: 'unsupported_path' });
    await commitWithout(container, 'second:2', '/**/.wh.*');
    const files = await stage.pull('second:2');
    expect([files.has('./kept'), files.has('./bin/busybox'), files.has('./.wh.kept')]).toEqual([true, true, false]);
  });

  it('can be excluded if they are too long', async () => {
    const container = await stage.start();
    await container.shell(`${MAKE_LONG_PATH} && echo x > /kept`);
    await commitWithout(container, 'long:1', `/${NAME}`);
    expect((await stage.pull('long:1')).has('./kept')).toBe(true);
  });

  it('drops the overlayfs attributes of an inner engine of a file', async () => {
    const container = await stage.start();
    const { Data: data } = (await container.inspect()).GraphDriver;
    const { UpperDir: upper } = data as unknown as { UpperDir: string };
    fileWithAttributes(upper, 'inner', { 'user.overlay.opaque': Buffer.from('y'), 'user.kept': Buffer.from('y') });
    expect(execFileSync('tar', ['-C', upper, '-c', '--xattrs', 'inner']).includes('user.overlay.opaque')).toBe(true);
    await stage.commit(direct, container, 'inner:1');
    expect((await stage.pull('inner:1')).get('./inner')).toMatch(/content \w+, user\.kept=79$/);
  });

  function commitWithout(container: NodeContainer, name: string, pattern: string): Promise<CommittedImage> {
    const exclusions = Exclusions.parse({ exclude: [pattern] });
    return stage.commit(direct, container, name, observing(), { exclusions });
  }
});

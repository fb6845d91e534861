import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Folder, PrivateEngine } from '../sandbox/index.js';
import { CommitStage } from './direct/commit-stage.js';
import { differences, readFileSystem } from './direct/file-system.js';
import { machine } from './setup/machine.js';

jest.setTimeout(900_000);

const ROUNDS = 12;

/** The first writes of a round, right before a commit, and the second ones, right after it, of the same sizes. */
const WRITES = [
  (round: number) =>
    `printf %06d ${round} > /same; ln -sfn ${round % 10} /link; mkdir -p /gone/${round % 2}; chmod 70${round % 2} /mode`,
  (round: number) => `printf %06d 9${round} > /same; ln -sfn x /link; rmdir /gone/*; chmod 711 /mode`,
];

/** File systems on which two changes within a second have the same timestamps, or none. */
describe.each([
  ['ext4 with inodes of 128 bytes', (folder: Folder) => imageOf(folder, ['mkfs.ext4', '-q', '-I', '128'])],
  ['tmpfs', (folder: Folder) => execFileSync('mount', ['-t', 'tmpfs', 'data', folder.at('data')])],
])('A second direct commit on %s', (_, mount) => {
  const folder = new Folder('f');
  let engine: PrivateEngine;
  let stage: CommitStage;

  beforeAll(async () => {
    mkdirSync(folder.at('data'));
    mount(folder);
    engine = await PrivateEngine.start({ configuration: { 'data-root': folder.at('data') } });
    stage = new CommitStage(engine.engine, machine().registry, 'times');
    await stage.prepare();
  });

  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    await engine?.stop();
    execFileSync('umount', ['--lazy', folder.at('data')]);
    folder.remove();
  });

  it(`contains changes right after the first, ${ROUNDS} times`, async () => {
    const container = await stage.start();
    const root = await stage.rootOf(container);
    await container.shell('mkdir /mode; dd if=/dev/urandom of=/large bs=1M count=1 2>/dev/null');
    const lost: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await container.shell(WRITES[0]!(round));
      await stage.commit(stage.direct, container, 'times:1');
      await container.shell(WRITES[1]!(round));
      await stage.commit(stage.direct, container, 'times:1');
      lost.push(...differences(await readFileSystem(root), await stage.pull('times:1')));
    }
    expect(lost).toEqual([]);
  });
});

function imageOf(folder: Folder, command: readonly string[]): void {
  const image = folder.at('image');
  writeFileSync(image, '');
  execFileSync('truncate', ['--size=512M', image]);
  execFileSync(command[0]!, [...command.slice(1), image]);
  execFileSync('mount', ['-o', 'loop', image, join(folder.path, 'data')]);
}

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Folder, until } from '../sandbox/index.js';
import { CommitStage } from './direct/commit-stage.js';
import { compileMapper } from './direct/mapper.js';
import { machine } from './setup/machine.js';

jest.setTimeout(300_000);

/** Ways in which the mapper maps its own file below /m: see `mapper.c`. */
const HOWS = ['plain', 'protected', 'linked', 'renamed', 'tmpfile', 'inherited', 'closed', 'reopened'];
/** Timestamps of this age are trusted, in milliseconds. */
const TRUSTED_MS = 2_500;

describe('A second direct commit of memory-mapped files', () => {
  const { engine: node, registry } = machine();
  const stage = new CommitStage(node, registry, 'mappings');
  const folder = new Folder('m');
  const outside: ChildProcess[] = [];

  beforeAll(() => stage.prepare());

  afterAll(async () => {
    for (const child of outside) child.kill('SIGKILL');
    await stage[Symbol.asyncDispose]();
    folder.remove();
  });

  it('contains the changes after the first, for any kind of mapping', async () => {
    const create = { HostConfig: { CapAdd: ['SYS_ADMIN'], SecurityOpt: ['seccomp=unconfined'] } };
    const container = await stage.start(stage.base, undefined, create);
    const root = await stage.rootOf(container);
    const program = compileMapper(folder);
    copyFileSync(program, join(root, 'mapper'));
    await container.shell('mkdir /m /bound && mount -o bind /m /bound');
    // It never changes, and keeps the changes below half of the total.
    await container.shell('dd if=/dev/urandom of=/large bs=1M count=2 2>/dev/null');
    const map = (command: string): Promise<string> => container.shell(`cd /m; ${command} >/dev/null 2>&1 &`);
    for (const how of HOWS) await map(`/mapper ${how} /m/${how}`);
    await map('/mapper plain /bound/bound');
    await map('unshare -p -f /mapper plain /m/unshared');
    await map('/mapper plain /base/d00/f00');
    const { Pid: pid } = (await container.inspect()).State;
    outside.push(spawn('nsenter', [`--target=${pid}`, '--mount', '/mapper', 'plain', '/m/entered']));
    outside.push(spawn(program, ['plain', join(root, 'm/outside')]));
    const names = [...HOWS, 'bound', 'unshared', 'entered', 'outside'].map((name) => `m/${name}`);
    const files = [...names, 'base/d00/f00'];
    await until('the files to be mapped', 20, () => isFull(root, files, 'b'));
    await until('times that are trusted', 20, () =>
      files.every((file) => statSync(join(root, file)).ctimeMs < Date.now() - TRUSTED_MS),
    );
    await stage.commit(stage.direct, container, 'mapped:1');

    for (const mapper of mappers()) process.kill(mapper, 'SIGUSR1');
    await until('the files to be written', 20, () => isFull(root, files, 'c'));
    const { message } = await stage.commit(stage.direct, container, 'mapped:1');
    expect(message).toContain('since the last commit');
    const copy = await stage.rootOf(await stage.startCopy('mapped:1'));
    expect(files.filter((file) => !isFull(copy, [file], 'c'))).toEqual([]);
  });

  /** Processes that have a file below /m, or f00, mapped. */
  function mappers(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
          return /^(\/mapper|\S*\/m-\w+\/mapper)\0/.test(command) && readFileSync(`/proc/${pid}/maps`).includes('rw-s')
            ? true
            : /^\/mapper\0protected/.test(command);
        } catch {
          return false;
        }
      })
      .map(Number);
  }
});

function isFull(root: string, files: readonly string[], letter: string): boolean {
  return files.every((file) => {
    try {
      return readFileSync(join(root, file), 'latin1') === letter.repeat(8192);
    } catch {
      return false;
    }
  });
}

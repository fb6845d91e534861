import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { fileWithAttributes } from './attributes.js';

/** cap_net_raw, effective and permitted, in the kernel's format. */
export const CAPABILITY = Buffer.from('0100000200200000000000000000000000000000', 'hex');

/**
 * Changes the root of a running container in all the ways that are hard to commit.
 *
 * @param root of a container whose image has `/base/d00` … `/base/d19` with `f00` … `f19` each
 */
export function makeHardCases(root: string): void {
  const at = (...names: string[]): string => join(root, ...names);
  const write = (name: string, content: string | Buffer, mode = 0o644): void => {
    fs.writeFileSync(at(name), content);
    fs.chmodSync(at(name), mode);
  };

  // Whiteouts, one or many per directory; directories removed, replaced and emptied.
  for (const name of ['f00', 'f01', 'f02', 'f03']) fs.rmSync(at('base/d00', name));
  fs.rmSync(at('base/d01'), { recursive: true });
  fs.rmSync(at('base/d02'), { recursive: true });
  fs.mkdirSync(at('base/d02'));
  write('base/d02/new', 'in an opaque directory');
  fs.rmSync(at('base/d03'), { recursive: true });
  write('base/d03', 'a directory that became a file');
  fs.rmSync(at('base/d04/f00'));
  fs.mkdirSync(at('base/d04/f00/deep'), { recursive: true });
  write('base/d04/f00/deep/file', 'a file that became a directory');
  fs.rmSync(at('base/d05/f00'));
  fs.symlinkSync('f01', at('base/d05/f00'));
  // Reasons for a copy-up: content, mode, owner, time alone.
  fs.appendFileSync(at('base/d06/f00'), 'more');
  fs.chmodSync(at('base/d06/f01'), 0o4755);
  fs.chownSync(at('base/d06/f02'), 1000, 1001);
  fs.utimesSync(at('base/d06/f03'), 1, 1_000_000_000);
  fs.chmodSync(at('base/d07'), 0o1777);
  fs.linkSync(at('base/d08/f00'), at('base/d08/linked'));

  fs.mkdirSync(at('hard'));
  const odd = [
    '-rf',
    ' space ',
    'new\nline',
    'tab\tback\\slash',
    'ä漢字',
    '*?[x]',
    '.hidden',
    '%s',
    '~',
    'PaxHeaders.1',
    'a=b',
  ];
  for (const name of odd) write(join('hard', name), name);
  fs.writeFileSync(Buffer.concat([Buffer.from(`${at('hard')}/`), Buffer.from([0xff, 0xfe, 0x80])]), 'not UTF-8');
  const long = Array.from({ length: 12 }, (_, index) => `${'directory'.repeat(3)}${index}`).join('/');
  fs.mkdirSync(at('hard', long), { recursive: true });
  write(join('hard', long, 'n'.repeat(255)), 'a long name');
  for (const length of [98, 99, 100, 101]) write(`hard/${'x'.repeat(length - 5)}`, 'at the limit of a header');
  fs.symlinkSync('y'.repeat(150), at('hard/long-link'));
  fs.symlinkSync('/nowhere/at all', at('hard/broken-link'));
  // Hard links, also to a symbolic link and to files with special modes.
  write('hard/first', 'one file', 0o2755);
  fs.mkdirSync(at('hard/zz'));
  fs.linkSync(at('hard/first'), at('hard/zz/second'));
  fs.linkSync(at('hard/first'), at(`hard/zz/${'third'.repeat(40)}`));
  fs.linkSync(at('hard/broken-link'), at('hard/zz/linked-link'));
  // Devices, a FIFO, a socket.
  execFileSync('mknod', [at('hard/null'), 'c', '1', '3']);
  execFileSync('mknod', [at('hard/block'), 'b', '7', '200']);
  execFileSync('mkfifo', ['-m', '600', at('hard/fifo')]);
  const listen = "require('net').createServer().listen('socket', () => process.exit())";
  execFileSync(process.execPath, ['-e', listen], { cwd: at('hard') });
  // Owners and timestamps that fit into no plain header; sizes around a block boundary; a sparse file.
  write('hard/owner', 'big ids');
  fs.chownSync(at('hard/owner'), 3_000_000, 4_000_000_000);
  write('hard/old', 'before 1970');
  fs.utimesSync(at('hard/old'), -100, -315_619_200);
  write('hard/fraction', 'a fraction of a second');
  fs.utimesSync(at('hard/fraction'), 1.5, 1_700_000_000.987);
  for (const size of [0, 1, 511, 512, 513, 65_536, 300_000]) write(`hard/size-${size}`, randomBytes(size));
  write('hard/sparse', '');
  fs.truncateSync(at('hard/sparse'), 50_000_000);
  const sparse = fs.openSync(at('hard/sparse'), 'r+');
  fs.writeSync(sparse, 'in the middle', 25_000_000);
  fs.closeSync(sparse);
  write('hard/nothing-allowed', 'x', 0);
  // Extended attributes: in the user namespace, and a capability.
  const value = Buffer.from('a\nb\0c=d', 'latin1');
  fileWithAttributes(root, 'hard/attributes', { 'user.note': value, 'user.empty': Buffer.alloc(0) });
  fileWithAttributes(root, 'hard/capable', { 'security.capability': CAPABILITY });
}

/** Writes many small files. */
export function makeManyFiles(root: string, count: number): void {
  for (let index = 0; index < count; index++) {
    const directory = join(root, 'many', `d${index % 97}`, `e${index % 7}`);
    if (index < 97 * 7) fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(join(directory, `f${index}`), `file ${index}\n`);
  }
}

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';

/** Comparable descriptions of the paths of a file system; keys are paths, with bytes as latin1. */
export type FileSystem = ReadonlyMap<string, string>;

/** Attributes that only describe how overlayfs or this kernel stores a file. */
const NOT_TOLD = /^(trusted\.|security\.selinux)/;
/** Entries that the engine creates in every container at its start. */
const OF_THE_ENGINE = /^\.\/(\.dockerenv|dev(\/.*)?|etc(\/(hosts|hostname|resolv\.conf|mtab))?|proc|sys)$/;
/** Whole seconds, the precision of the engine's API. */
const wholeSeconds = (time: string | number): number => Math.max(Math.floor(Number(time)), 0);

function octal(block: Buffer, offset: number, length: number): number {
  return Number.parseInt(
    block
      .toString('latin1', offset, offset + length)
      .replace(/\0.*/, '')
      .trim() || '0',
    8,
  );
}

function field(block: Buffer, offset: number, length: number): string {
  return block.toString('latin1', offset, offset + length).replace(/\0.*$/s, '');
}

function recordsOf(content: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  let text = content.toString('latin1');
  for (let length = Number.parseInt(text); length > 0; length = Number.parseInt(text)) {
    const [, key = '', value = ''] = /^\d+ ([^=]*)=(.*)\n$/s.exec(text.slice(0, length)) ?? [];
    records.set(key, value);
    text = text.slice(length);
  }
  return records;
}

/** Maximum number of reads of a tree: overlayfs may touch one of its own directories during a read. */
const ATTEMPTS = 5;

/**
 * Reads a directory tree: type, mode, owner, time, size, content, links, devices and attributes of every path.
 *
 * @param exceptAttributes attributes to ignore
 */
export async function readFileSystem(root: string, exceptAttributes: RegExp = /^$/): Promise<FileSystem> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await readOnce(root, exceptAttributes);
    if (found) return found;
  }
  throw new Error(`tar could not read ${root}.`);
}

/** @returns undefined if tar reported an error */
async function readOnce(root: string, exceptAttributes: RegExp): Promise<FileSystem | undefined> {
  const options = [
    '--sort=name',
    '--format=pax',
    '--numeric-owner',
    '--one-file-system',
    '--xattrs',
    '--xattrs-include=*',
  ];
  const tar = spawn('tar', ['-C', root, ...options, '-c', '.'], { env: { PATH: process.env.PATH, LC_ALL: 'C' } });
  tar.stderr.on('data', (text: Buffer) => /socket ignored/.test(String(text)) || process.stderr.write(text));
  const code = new Promise((resolve) => tar.once('close', resolve));
  const found = new Map<string, string>();
  let rest = Buffer.alloc(0);
  let records = new Map<string, string>();
  let current: { block: Buffer; left: number; hash: ReturnType<typeof createHash>; extended: Buffer[] } | undefined;

  const end = ({ block, hash, extended }: NonNullable<typeof current>): void => {
    const type = field(block, 156, 1);
    if (type === 'x') {
      records = recordsOf(Buffer.concat(extended));
      return;
    }
    const number = (key: string, offset: number, length: number): number =>
      Number(records.get(key) ?? octal(block, offset, length));
    const prefix = field(block, 345, 155);
    const path = (records.get('path') ?? (prefix && `${prefix}/`) + field(block, 0, 100)).replace(/\/$/, '');
    const attributes = [...records]
      .filter(([key]) => key.startsWith('SCHILY.xattr.'))
      .map(([key, value]) => [key.slice('SCHILY.xattr.'.length), value] as const)
      .filter(([key]) => !NOT_TOLD.test(key) && !exceptAttributes.test(key))
      .map(([key, value]) => `${key}=${Buffer.from(value, 'latin1').toString('hex')}`);
    const facts = [
      `type ${type}`,
      `mode ${(octal(block, 100, 8) & 0o7777).toString(8)}`,
      `owner ${number('uid', 108, 8)}:${number('gid', 116, 8)}`,
      `mtime ${wholeSeconds(records.get('mtime') ?? octal(block, 136, 12))}`,
      `size ${number('size', 124, 12)}`,
      `link ${records.get('linkpath') ?? field(block, 157, 100)}`,
      `device ${octal(block, 329, 8)}:${octal(block, 337, 8)}`,
      `content ${hash.digest('hex')}`,
      ...attributes.sort(),
    ];
    if (path !== '.' && !OF_THE_ENGINE.test(path)) found.set(path, facts.join(', '));
    records = new Map();
  };

  for await (const piece of tar.stdout as AsyncIterable<Buffer>) {
    rest = rest.length ? Buffer.concat([rest, piece]) : (piece as typeof rest);
    for (;;) {
      if (current && current.left > 0) {
        const content = rest.subarray(0, current.left);
        current.hash.update(content);
        if (field(current.block, 156, 1) === 'x') current.extended.push(content);
        current.left -= content.length;
        rest = rest.subarray(content.length);
        if (current.left > 0) break;
      }
      if (current) {
        const { block } = current;
        const size = Number(records.get('size') ?? octal(block, 124, 12));
        const padding = field(block, 156, 1) === 'x' || field(block, 156, 1) === '0' ? (512 - (size % 512)) % 512 : 0;
        if (rest.length < padding) break;
        rest = rest.subarray(padding);
        end(current);
        current = undefined;
      }
      if (rest.length < 512) break;
      const block = Buffer.from(rest.subarray(0, 512));
      rest = rest.subarray(512);
      if (block.every((byte) => byte === 0)) continue;
      const type = field(block, 156, 1);
      const left =
        type === 'x' ? octal(block, 124, 12) : type === '0' ? Number(records.get('size') ?? octal(block, 124, 12)) : 0;
      current = { block, left, hash: createHash('sha256'), extended: [] };
    }
  }
  return (await code) === 0 ? found : undefined;
}

/** Differences between two file systems, one per line. */
export function differences(expected: FileSystem, actual: FileSystem): string[] {
  const paths = [...new Set([...expected.keys(), ...actual.keys()])].sort();
  return paths
    .filter((path) => expected.get(path) !== actual.get(path))
    .map((path) => `${JSON.stringify(path)}: ${expected.get(path) ?? 'absent'} -> ${actual.get(path) ?? 'absent'}`);
}

import { XATTR } from './extended-header.js';
import type { TarEntry } from './tar-entry.js';

/** Fields of a header: offset and length in bytes. */
const FIELD = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  type: [156, 1],
  link: [157, 100],
  major: [329, 8],
  minor: [337, 8],
  prefix: [345, 155],
} as const;

/** Types of files, hard links and symbolic links. */
const [ZERO, TWO] = [0x30, 0x32];

type Field = readonly [offset: number, length: number];

function text(block: Buffer, [offset, length]: Field): string {
  const end = block.indexOf(0, offset);
  return block.toString('latin1', offset, end === -1 ? offset + length : Math.min(end, offset + length));
}

function octal(block: Buffer, field: Field): number {
  return Number.parseInt(text(block, field).trim() || '0', 8);
}

/** The type of a member; `x` is an extended header. */
export function typeOf(block: Buffer): string {
  return text(block, FIELD.type) || '0';
}

/** Whether the header alone describes a member without an extended header: a file, or a link to one. */
export function isPlain(block: Buffer): boolean {
  const type = block[FIELD.type[0]]!;
  return type >= ZERO && type <= TWO && block[FIELD.prefix[0]] === 0;
}

/** The name in the header itself. */
export function plainNameOf(block: Buffer): string {
  return text(block, FIELD.name);
}

/** Size of the content in bytes, from the header itself. */
export function sizeOf(block: Buffer): number {
  return octal(block, FIELD.size);
}

/** Whether a block is one of the zero blocks at the end of an archive. */
export function isZero(block: Buffer): boolean {
  return block[0] === 0 && block.every((byte) => byte === 0);
}

/**
 * Decodes a header together with the records of its extended header.
 *
 * @param records may hold a fractional mtime: the entry has whole seconds, rounded down
 */
export function decodeEntry(block: Buffer, records: ReadonlyMap<string, string>): TarEntry {
  const number = (key: 'uid' | 'gid' | 'size' | 'mtime'): number =>
    records.has(key) ? Math.floor(Number(records.get(key))) : octal(block, FIELD[key]);
  const prefix = text(block, FIELD.prefix);
  const name = text(block, FIELD.name);
  const xattrs = new Map<string, string>();
  for (const [key, value] of records) if (key.startsWith(XATTR)) xattrs.set(key.slice(XATTR.length), value);
  const type = typeOf(block);
  return {
    name: records.get('path') ?? (prefix ? `${prefix}/${name}` : name),
    link: type === '1' || type === '2' ? (records.get('linkpath') ?? text(block, FIELD.link)) : '',
    type,
    mode: octal(block, FIELD.mode) & 0o7777,
    uid: number('uid'),
    gid: number('gid'),
    size: type === '0' ? number('size') : 0,
    mtime: number('mtime'),
    major: octal(block, FIELD.major),
    minor: octal(block, FIELD.minor),
    xattrs,
  };
}

import { MAX_EXTENDED_BYTES, unsupportedPath } from './entry-path.js';
import { XATTR } from './extended-header.js';
import { BLOCK, padding, type TarEntry } from './tar-entry.js';

/** The largest numbers in fields of 8 and 12 bytes. */
const SMALL = 0o7777777;
const LARGE = 0o77777777777;

/** Marks the end of an archive. */
export const END_OF_ARCHIVE = Buffer.alloc(2 * BLOCK);

function write(block: Buffer, offset: number, length: number, text: string): void {
  block.write(text, offset, Math.min(text.length, length), 'latin1');
}

function writeOctal(block: Buffer, offset: number, length: number, value: number): void {
  write(block, offset, length - 1, value.toString(8).padStart(length - 1, '0'));
}

function header(entry: TarEntry): Buffer {
  const block = Buffer.alloc(BLOCK);
  write(block, 0, 100, entry.name);
  writeOctal(block, 100, 8, entry.mode);
  writeOctal(block, 108, 8, entry.uid <= SMALL ? entry.uid : 0);
  writeOctal(block, 116, 8, entry.gid <= SMALL ? entry.gid : 0);
  writeOctal(block, 124, 12, entry.size <= LARGE ? entry.size : 0);
  writeOctal(block, 136, 12, entry.mtime >= 0 && entry.mtime <= LARGE ? entry.mtime : 0);
  write(block, 148, 8, '        ');
  write(block, 156, 1, entry.type);
  write(block, 157, 100, entry.link);
  write(block, 257, 8, 'ustar\u000000');
  writeOctal(block, 329, 8, entry.major);
  writeOctal(block, 337, 8, entry.minor);
  let sum = 0;
  for (const byte of block) sum += byte;
  writeOctal(block, 148, 7, sum);
  return block;
}

/** Formats `length key=value\n`, where the length includes itself. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length;
  while (`${length}`.length + rest.length !== length) length = `${length}`.length + rest.length;
  return `${length}${rest}`;
}

function isPlain(text: string): boolean {
  return text.length <= 100 && /^[\x00-\x7f]*$/.test(text);
}

/** Records for the values that exceed a plain header. */
function records(entry: TarEntry): string {
  const found: string[] = [];
  if (!isPlain(entry.name)) found.push(record('path', entry.name));
  if (!isPlain(entry.link)) found.push(record('linkpath', entry.link));
  if (entry.uid > SMALL) found.push(record('uid', `${entry.uid}`));
  if (entry.gid > SMALL) found.push(record('gid', `${entry.gid}`));
  if (entry.size > LARGE) found.push(record('size', `${entry.size}`));
  if (entry.mtime < 0 || entry.mtime > LARGE) found.push(record('mtime', `${entry.mtime}`));
  for (const [key, value] of entry.xattrs) found.push(record(XATTR + key, value));
  return found.join('');
}

const EXTENDED = {
  name: 'PaxHeaders/entry',
  link: '',
  type: 'x',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 0,
  major: 0,
  minor: 0,
  xattrs: new Map<string, string>(),
};

/**
 * Encodes the header of a member in the POSIX pax format, preceded by an extended header if required.
 *
 * @throws FactoryError `unsupported_path` if the extended header would be too long for runtimes
 */
export function encodeEntry(entry: TarEntry): Buffer {
  const extended = records(entry);
  if (!extended) return header(entry);
  const content = Buffer.from(extended, 'latin1');
  if (content.length > MAX_EXTENDED_BYTES) {
    throw unsupportedPath(entry.name.replace(/\/$/, ''), 'attributes_too_large', content.length);
  }
  const before = header({ ...EXTENDED, size: content.length });
  return Buffer.concat([before, content, Buffer.alloc(padding(content.length)), header(entry)]);
}

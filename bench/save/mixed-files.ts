import { randomBytes } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Sources of real files: the project's dependencies for text, the system's libraries for binaries. */
const TEXTS = ['node_modules'];
const BINARIES = ['/usr/lib', '/usr/bin'];
const TEXT_NAME = /\.(js|mjs|cjs|ts|md|json)$/;
/** Maximum size of a small text. */
const MAX_TEXT_BYTES = 64 * 1024;
/** Share of the bytes by kind; the random part makes every set of files unique. */
const SHARE = { text: 0.6, binary: 0.3, random: 0.1 };
const RANDOM_FILE_BYTES = 2 ** 20;

function* filesUnder(directories: readonly string[]): Generator<string> {
  for (const directory of directories) {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) yield* filesUnder([path]);
      else if (entry.isFile()) yield path;
    }
  }
}

/** Copies real files up to a total size; restarts with the first source when the sources run out. */
function copy(sources: readonly string[], target: string, bytes: number, counts: (path: string) => boolean): void {
  let left = bytes;
  for (let lap = 0; left > 0; lap++) {
    const before = left;
    let index = 0;
    for (const path of filesUnder(sources)) {
      if (left <= 0) break;
      if (!counts(path)) continue;
      const folder = join(target, `${lap}`, `${Math.floor(index++ / 100)}`);
      if (index % 100 === 1) mkdirSync(folder, { recursive: true });
      const content = readFileSync(path).subarray(0, left);
      writeFileSync(join(folder, `${index}-${path.slice(path.lastIndexOf('/') + 1)}`), content);
      left -= content.length;
    }
    if (left === before) throw new Error(`No suitable files in ${sources.join(', ')}.`);
  }
}

/**
 * Writes a typical set of user files: 60 % small texts, 30 % binaries, 10 % random, by bytes.
 *
 * @param target a directory that does not exist yet
 */
export function writeMixedFiles(target: string, bytes: number): void {
  copy(
    TEXTS,
    join(target, 'text'),
    bytes * SHARE.text,
    (path) => TEXT_NAME.test(path) && isBetween(path, 1, MAX_TEXT_BYTES),
  );
  copy(BINARIES, join(target, 'binary'), bytes * SHARE.binary, (path) => isBetween(path, MAX_TEXT_BYTES, 2 ** 26));
  mkdirSync(join(target, 'random'));
  for (let left = bytes * SHARE.random, index = 0; left > 0; left -= RANDOM_FILE_BYTES, index++) {
    const file = openSync(join(target, 'random', `${index}`), 'w');
    writeSync(file, randomBytes(Math.ceil(Math.min(left, RANDOM_FILE_BYTES))));
    closeSync(file);
  }
}

function isBetween(path: string, low: number, high: number): boolean {
  const { size } = lstatSync(path);
  return size >= low && size < high;
}

import { lstatSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Program } from '@image-factory/oci';
import { inBlocks, type UpperBlock } from './upper-block.js';
import { FIND_FORMAT, PATH_FIELD } from './upper-entry.js';

/** Sockets are in no image. */
const CHOICE = ['-mindepth', '1', '!', '-type', 's', '-printf', FIND_FORMAT];
/** By path, so that two listings can be held beside each other; some 400,000 entries need no file for it. */
const ORDER = ['--zero-terminated', '--field-separator= ', `--key=${PATH_FIELD}`, '--stable', '--buffer-size=64M'];

/**
 * Lists an upper directory whose container is frozen, in the order of the bytes of the paths: so directories come
 * before what is in them.
 *
 * @throws FactoryError `direct_failed`
 */
export async function* findUpper(directory: string, signal: AbortSignal): AsyncGenerator<UpperBlock, void, undefined> {
  const find = Program.start('find', [directory, ...CHOICE], signal);
  const sort = Program.start('sort', ORDER, signal);
  try {
    // What goes wrong here is told by the programs.
    void pipeline(find.output, sort.input).catch(() => undefined);
    yield* withWhiteouts(directory, inBlocks(sort.output as AsyncIterable<Buffer>));
    await find.success();
    await sort.success();
  } finally {
    find.stop();
    sort.stop();
  }
}

/**
 * Lists an upper directory whose container goes on, in no order; what goes meanwhile is no failure.
 *
 * @throws FactoryError `direct_failed`
 */
export async function* findMovingUpper(
  directory: string,
  signal: AbortSignal,
): AsyncGenerator<UpperBlock, void, undefined> {
  const find = Program.start('find', [directory, '-ignore_readdir_race', ...CHOICE], signal);
  try {
    yield* withWhiteouts(directory, inBlocks(find.output as AsyncIterable<Buffer>));
    await find.success();
  } finally {
    find.stop();
  }
}

/** Tells whiteouts from other character devices; whiteouts share inodes, so few files are looked at. */
async function* withWhiteouts(
  directory: string,
  blocks: AsyncIterable<UpperBlock>,
): AsyncGenerator<UpperBlock, void, undefined> {
  const known = new Map<string, boolean>();
  for await (const block of blocks) {
    for (const entry of block) {
      if (entry.type !== 'c') continue;
      const { inode, path } = entry;
      const isWhiteout = known.get(inode) ?? isWhiteoutAt(directory, path);
      known.set(inode, isWhiteout);
      if (isWhiteout) entry.type = 'w';
    }
    yield block;
  }
}

function isWhiteoutAt(directory: string, path: string): boolean {
  const file = Buffer.concat([Buffer.from(`${directory}/`), Buffer.from(path, 'latin1')]);
  return lstatSync(file, { throwIfNoEntry: false })?.rdev === 0;
}

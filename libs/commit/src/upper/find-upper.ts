import { lstatSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Program } from '@image-factory/oci';
import { inBlocks, type UpperBlock } from './upper-block.js';
import { FIND_FORMAT, PATH_FIELD } from './upper-entry.js';

/** No image holds sockets. */
const CHOICE = ['-mindepth', '1', '!', '-type', 's', '-printf', FIND_FORMAT];
/**
 * Sorted by path, so that two listings can be merge-joined; sort needs no temporary file below some 400,000 entries.
 */
const ORDER = ['--zero-terminated', '--field-separator= ', `--key=${PATH_FIELD}`, '--stable', '--buffer-size=64M'];

/**
 * Lists an upper directory whose container is paused, in byte order of the paths: parents come before their children.
 *
 * @throws FactoryError `direct_failed`
 */
export async function* findUpper(directory: string, signal: AbortSignal): AsyncGenerator<UpperBlock, void, undefined> {
  const find = Program.start('find', [directory, ...CHOICE], signal);
  const sort = Program.start('sort', ORDER, signal);
  try {
    // The exit codes of the programs report the failure.
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
 * Lists an upper directory whose container runs, in no order; ignores files that vanish meanwhile.
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

/** Distinguishes whiteouts from other character devices; whiteouts share inodes, so few files need a stat. */
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

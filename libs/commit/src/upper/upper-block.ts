import { isWithin } from '@image-factory/oci';
import { UpperEntry } from './upper-entry.js';

/** Consecutive entries of an upper directory in the output format of `find`. */
export class UpperBlock implements Iterable<UpperEntry> {
  /** @param raw complete entries */
  constructor(readonly raw: Buffer) {}

  *[Symbol.iterator](): Generator<UpperEntry, void, undefined> {
    for (let at = 0; at < this.raw.length;) {
      const end = this.raw.indexOf(0, at);
      yield new UpperEntry(this.raw, at, end);
      at = end + 1;
    }
  }

  /** The last entry. */
  get last(): UpperEntry {
    const end = this.raw.length - 1;
    return new UpperEntry(this.raw, end === 0 ? 0 : this.raw.lastIndexOf(0, end - 1) + 1, end);
  }

  filter(isKept: (entry: UpperEntry) => boolean): UpperBlock {
    const kept: Buffer[] = [];
    let start = 0;
    for (const entry of this) {
      if (isKept(entry)) continue;
      kept.push(this.raw.subarray(start, entry.at));
      start = entry.end + 1;
    }
    return start === 0 ? this : new UpperBlock(Buffer.concat([...kept, this.raw.subarray(start)]));
  }
}

/** Splits a stream into blocks of complete entries. */
export async function* inBlocks(stream: AsyncIterable<Buffer>): AsyncGenerator<UpperBlock, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of stream) {
    const end = piece.lastIndexOf(0) + 1;
    if (end > 0) yield new UpperBlock(Buffer.concat([rest, piece.subarray(0, end)]));
    rest = end > 0 ? Buffer.from(piece.subarray(end)) : Buffer.concat([rest, piece]);
  }
  if (rest.length > 0) throw new Error('The listing of an upper directory ends too early.');
}

/** Filters excluded paths and all their children from a listing; parents come before their children. */
export async function* withoutPaths(
  blocks: AsyncIterable<UpperBlock>,
  isLeftOut: (path: string) => boolean,
): AsyncGenerator<UpperBlock, void, undefined> {
  const leftOut = new Set<string>();
  for await (const block of blocks) {
    yield block.filter(({ path, isDirectory }) => {
      if (isWithin(path, leftOut)) return false;
      if (!isLeftOut(path)) return true;
      if (isDirectory) leftOut.add(path);
      return false;
    });
  }
}

/**
 * Filters a few paths, not their children, from a listing in byte order; most blocks have none of them and are not
 * parsed.
 *
 * @param paths in byte order
 */
export async function* withoutSorted(
  blocks: AsyncIterable<UpperBlock>,
  paths: readonly string[],
): AsyncGenerator<UpperBlock, void, undefined> {
  let next = 0;
  for await (const block of blocks) {
    if (next === paths.length || block.last.path < paths[next]!) {
      yield block;
      continue;
    }
    yield block.filter(({ path }) => {
      while (next < paths.length && paths[next]! < path) next++;
      return path !== paths[next];
    });
  }
}

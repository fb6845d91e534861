import type { UpperEntry } from './upper-entry.js';
import type { UpperListing } from './upper-listing.js';

/** The earlier and the current entry of a path; one of them may be missing. */
export interface UpperPair {
  readonly before: UpperEntry | undefined;
  readonly now: UpperEntry | undefined;
}

/** Merge-joins two listings: yields every path of either, in byte order. */
export async function* upperPairs(
  before: UpperListing,
  now: UpperListing,
): AsyncGenerator<readonly UpperPair[], void, undefined> {
  const [then, today] = [new Cursor(before), new Cursor(now)];
  try {
    await Promise.all([then.load(), today.load()]);
    while (then.entry ?? today.entry) {
      const pairs: UpperPair[] = [];
      // Until one of the two cursors needs its next block.
      while ((then.entry || then.hasEnded) && (today.entry || today.hasEnded) && (then.entry ?? today.entry)) {
        pairs.push(next(then, today));
      }
      yield pairs;
      await Promise.all([then.load(), today.load()]);
    }
  } finally {
    await Promise.all([then.close(), today.close()]);
  }
}

function next(then: Cursor, today: Cursor): UpperPair {
  const order = !then.entry ? 1 : !today.entry ? -1 : then.entry.compare(today.entry);
  return { before: order <= 0 ? then.take() : undefined, now: order >= 0 ? today.take() : undefined };
}

/** Position in a listing. */
class Cursor {
  entry: UpperEntry | undefined;
  hasEnded = false;
  private readonly blocks: AsyncGenerator<Iterable<UpperEntry>, void, undefined>;
  private entries: Iterator<UpperEntry> = [][Symbol.iterator]();

  constructor(listing: UpperListing) {
    this.blocks = listing[Symbol.asyncIterator]();
  }

  /** Returns the current entry and advances within the block; only `load` fetches the next block. */
  take(): UpperEntry | undefined {
    const { entry } = this;
    this.entry = this.entries.next().value as UpperEntry | undefined;
    return entry;
  }

  /** Fetches the next block if the current one is exhausted. */
  async load(): Promise<void> {
    while (!this.entry && !this.hasEnded) {
      const { value, done } = await this.blocks.next();
      this.hasEnded = Boolean(done);
      if (value) this.entries = value[Symbol.iterator]();
      this.take();
    }
  }

  async close(): Promise<void> {
    await this.blocks.return();
  }
}

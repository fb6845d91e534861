import type { UpperEntry, UpperListing } from './upper-listing.js';

/** Share of the slots that is taken at most. */
const FILL = 0.5;

/** Start and factor of the hash FNV-1a. */
const [BASIS, PRIME] = [0x811c9dc5, 0x01000193];

/**
 * Finds the entries of a listing by their paths. It holds a number for each of them and no text, since there may be
 * hundreds of thousands.
 */
export class PathIndex {
  /** Where the entries start in the listing, one more than that; 0 for none. */
  private readonly slots: Uint32Array;

  constructor(private readonly listing: UpperListing) {
    this.slots = new Uint32Array(2 ** Math.ceil(Math.log2((ends(listing.raw) + 1) / FILL)));
    for (const entry of listing) this.slots[this.slotOf(entry.pathBytes)] = entry.at + 1;
  }

  /** The entry with the same path as one of another listing. */
  like(entry: UpperEntry): UpperEntry | undefined {
    return this.find(entry.pathBytes);
  }

  /** @param path bytes, one character each */
  at(path: string): UpperEntry | undefined {
    return this.find(Buffer.from(path, 'latin1'));
  }

  private find(path: Buffer): UpperEntry | undefined {
    const start = this.slots[this.slotOf(path)]!;
    return start === 0 ? undefined : this.listing.entryAt(start - 1);
  }

  /** The slot that a path has, or the free one where it would go. */
  private slotOf(path: Buffer): number {
    const mask = this.slots.length - 1;
    let slot = hash(path) & mask;
    for (;;) {
      const start = this.slots[slot]!;
      if (start === 0 || this.listing.entryAt(start - 1).pathBytes.equals(path)) return slot;
      slot = (slot + 1) & mask;
    }
  }
}

/** How many entries end in a listing. */
function ends(raw: Buffer): number {
  let count = 0;
  for (let at = raw.indexOf(0); at >= 0; at = raw.indexOf(0, at + 1)) count++;
  return count;
}

function hash(bytes: Buffer): number {
  let value = BASIS;
  for (let index = 0; index < bytes.length; index++) value = Math.imul(value ^ bytes[index]!, PRIME);
  return value ^ (value >>> 15);
}

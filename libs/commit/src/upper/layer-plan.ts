import { nameOf, parentOf, type WhiteoutPlan } from '@image-factory/oci';
import type { UpperBlock } from './upper-block.js';
import type { UpperListing } from './upper-listing.js';

/** What of an upper directory goes into a layer. */
export interface LayerPlan {
  /** Paths of files and directories, directories before what is in them, in portions. */
  readonly paths: AsyncIterable<Iterable<string>> | Iterable<Iterable<string>>;
  readonly notes: WhiteoutPlan;
  /** The opaque directories, all of them once the layer is made. */
  readonly opaque: ReadonlySet<string>;
  /** Bytes of all the files. */
  readonly bytes: number;
  /** Some time cannot be told by a plain header. */
  readonly oddTimes: boolean;
  /** Nothing goes into the layer at all. */
  readonly empty: boolean;
}

/** Whiteouts by their directory. */
export class Whiteouts extends Map<string, string[]> {
  add(path: string): void {
    const directory = parentOf(path);
    const names = this.get(directory);
    if (names) names.push(nameOf(path));
    else this.set(directory, [nameOf(path)]);
  }
}

/** Everything: a layer for the image that the container was made from. */
export async function planWhole(listing: UpperListing): Promise<LayerPlan> {
  const whiteouts = new Whiteouts();
  const opaque = new Set<string>();
  let [bytes, empty, oddTimes] = [0, true, false];
  for await (const block of listing) {
    for (const entry of block) {
      empty = false;
      bytes += entry.size;
      oddTimes ||= entry.hasOddTime;
      if (entry.type === 'w') whiteouts.add(entry.path);
    }
  }
  const saysOpaque = (path: string): boolean => Boolean(opaque.add(path));
  return { paths: contentPaths(listing), notes: { whiteouts, saysOpaque }, opaque, bytes, oddTimes, empty };
}

async function* contentPaths(listing: UpperListing): AsyncGenerator<Iterable<string>, void, undefined> {
  for await (const block of listing) yield contentOf(block);
}

function* contentOf(block: UpperBlock): Generator<string, void, undefined> {
  for (const { type, path } of block) if (type !== 'w') yield path;
}

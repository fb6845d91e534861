import { nameOf, parentOf, type WhiteoutPlan } from '@image-factory/oci';
import type { UpperBlock } from './upper-block.js';
import type { UpperListing } from './upper-listing.js';

/** Selection of an upper directory for a layer. */
export interface LayerPlan {
  /** Paths of files and directories, parents before their children, in batches. */
  readonly paths: AsyncIterable<Iterable<string>> | Iterable<Iterable<string>>;
  readonly notes: WhiteoutPlan;
  /** The opaque directories; complete only once the layer is built. */
  readonly opaque: ReadonlySet<string>;
  /** Bytes of all the files. */
  readonly bytes: number;
  /** Whether some time does not fit into a plain header. */
  readonly oddTimes: boolean;
  /** Whether the layer is empty. */
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

/** Selects everything: a layer on top of the base image. */
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

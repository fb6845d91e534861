import type { LayerNotes } from '../layer/layer-notes.js';
import { nameOf, parentOf, type UpperListing } from './upper-listing.js';

/** What of an upper directory goes into a layer. */
export interface LayerPlan {
  /** Paths of files and directories, directories before what is in them. */
  readonly paths: Iterable<string>;
  readonly notes: LayerNotes;
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

/**
 * Everything: a layer for the image that the container was made from.
 *
 * @param sawOpaque told every opaque directory when the layer is made
 */
export function planWhole(listing: UpperListing, sawOpaque: (path: string) => void): LayerPlan {
  const whiteouts = new Whiteouts();
  let bytes = 0;
  let empty = true;
  let oddTimes = false;
  for (const entry of listing) {
    empty = false;
    bytes += entry.size;
    oddTimes ||= entry.hasOddTime;
    if (entry.type === 'w') whiteouts.add(entry.path);
  }
  const saysOpaque = (path: string): boolean => {
    sawOpaque(path);
    return true;
  };
  return { paths: contentPaths(listing), notes: { whiteouts, saysOpaque }, bytes, oddTimes, empty };
}

function* contentPaths(listing: UpperListing): Generator<string, void, undefined> {
  for (const entry of listing) if (entry.type !== 'w') yield entry.path;
}

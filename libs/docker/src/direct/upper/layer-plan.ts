import type { LayerNotes } from '../layer/layer-notes.js';
import { nameOf, parentOf, type UpperListing } from './upper-listing.js';

/** What of an upper directory goes into a layer. */
export interface LayerPlan {
  /** Paths of files and directories, directories before what is in them. */
  readonly paths: Iterable<string>;
  readonly notes: LayerNotes;
  /** Bytes of all the files. */
  readonly bytes: number;
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
  for (const { type, path, size } of listing) {
    empty = false;
    bytes += size;
    if (type === 'w') whiteouts.add(path);
  }
  const saysOpaque = (path: string): boolean => {
    sawOpaque(path);
    return true;
  };
  return { paths: contentPaths(listing), notes: { whiteouts, saysOpaque }, bytes, empty };
}

function* contentPaths(listing: UpperListing): Generator<string, void, undefined> {
  for (const { type, path } of listing) if (type !== 'w') yield path;
}

import { isWithin } from '@image-factory/oci';
import type { UpperBlock } from './upper-block.js';

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

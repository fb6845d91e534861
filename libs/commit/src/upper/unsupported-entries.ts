import {
  MAX_PATH_BYTES,
  RESERVED_PREFIX,
  type UnsupportedKind,
  unsupportedKind,
  unsupportedPath,
} from '@image-factory/oci';
import type { UpperBlock } from './upper-block.js';
import type { UpperEntry } from './upper-entry.js';

/** Limit on the unsupported paths in a preview. */
export const MAX_UNSUPPORTED = 100;

/**
 * The entries of a block that no image can hold. Most blocks have none, which is detected without parsing the entries.
 */
export function* unsupportedIn(
  block: UpperBlock,
  limit = MAX_PATH_BYTES,
): Generator<readonly [UpperEntry, UnsupportedKind], void, undefined> {
  if (!block.raw.includes(RESERVED_PREFIX, 0, 'latin1') && !hasLongEntry(block.raw, limit)) return;
  for (const entry of block) {
    const kind = unsupportedKind(entry.path, limit);
    if (kind) yield [entry, kind];
  }
}

/**
 * Passes the listing through as long as an image can hold every path.
 *
 * @throws FactoryError `unsupported_path` that names the first path that no image can hold
 */
export async function* supportedOnly(
  blocks: AsyncIterable<UpperBlock>,
  limit = MAX_PATH_BYTES,
): AsyncGenerator<UpperBlock, void, undefined> {
  for await (const block of blocks) {
    for (const [{ path }, kind] of unsupportedIn(block, limit)) throw unsupportedPath(path, kind, path.length, limit);
    yield block;
  }
}

/** Jumps between zero bytes: a window of `limit` bytes without one lies within an entry that is too long. */
function hasLongEntry(raw: Buffer, limit: number): boolean {
  for (let at = 0; raw.length - at > limit;) {
    const end = raw.lastIndexOf(0, at + limit);
    if (end < at) return true;
    at = end + 1;
  }
  return false;
}

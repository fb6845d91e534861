import { FactoryError } from '@image-factory/errors';
import { FIND_FORMAT, UpperListing } from './upper-listing.js';
import { Program } from '../program.js';

/** The longest listing that is kept, in bytes: some 700,000 paths. */
const LISTING_LIMIT = 64 * 2 ** 20;

/** What goes before the others where files may go while they are listed. */
const LENIENT = ['-ignore_readdir_race'];

/**
 * Lists an upper directory.
 *
 * @param options `moves`: its container is not frozen, so that what goes meanwhile is no failure
 * @throws FactoryError `direct_unavailable` if it has too many paths, `direct_failed`
 */
export async function findUpper(directory: string, signal: AbortSignal, { moves = false } = {}): Promise<UpperListing> {
  const options = [directory, '-mindepth', '1', ...(moves ? LENIENT : []), '-printf', FIND_FORMAT];
  const find = Program.start('find', options, signal);
  try {
    // Grows where it is: parts that are put together in the end would be in memory twice.
    const listed = new ArrayBuffer(0, { maxByteLength: LISTING_LIMIT });
    for await (const part of find.output as AsyncIterable<Buffer>) {
      const at = listed.byteLength;
      if (at + part.length > LISTING_LIMIT) {
        throw new FactoryError(
          'direct_unavailable',
          'The container has changed too many files to list them in memory.',
        );
      }
      listed.resize(at + part.length);
      new Uint8Array(listed, at).set(part);
    }
    await find.success();
    const listing = new UpperListing(Buffer.from(listed, 0, listed.byteLength));
    listing.findWhiteouts(directory);
    return listing;
  } finally {
    find.stop();
  }
}

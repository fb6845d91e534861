import { pipeline as pipe, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { FactoryError } from '@image-factory/errors';
import { inBlocks, type UpperBlock } from './upper-block.js';
import type { UpperEntry, UpperType } from './upper-entry.js';

/** Limit on a listing, in compressed bytes: some two million paths. */
const LIMIT = 32 * 2 ** 20;
/** Target size of a decompressed block, in bytes. */
const PORTION = 256 * 1024;

/**
 * All paths of an upper directory, in byte order. There may be millions, so they are kept gzip-compressed and read
 * sequentially.
 */
export class UpperListing implements AsyncIterable<UpperBlock> {
  /**
   * @param packed gzip-compressed output of `find`
   * @param begunAt Unix time in milliseconds; entries older than that, by a margin, are as listed
   */
  constructor(
    readonly packed: readonly Buffer[],
    readonly begunAt: number,
  ) {}

  /** @throws FactoryError `direct_unavailable` if there are too many paths, and errors of the blocks */
  static async pack(blocks: AsyncIterable<UpperBlock>, begunAt = Date.now()): Promise<UpperListing> {
    const packed: Buffer[] = [];
    let length = 0;
    await pipeline(rawOf(blocks), createGzip({ level: 1 }), async (output: AsyncIterable<Buffer>) => {
      for await (const piece of output) {
        packed.push(piece);
        length += piece.length;
        if (length <= LIMIT) continue;
        const sentence = 'The container has changed too many files to list them in memory.';
        throw new FactoryError('direct_unavailable', sentence);
      }
    });
    return new UpperListing(packed, begunAt);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<UpperBlock, void, undefined> {
    const unpacked = pipe(Readable.from(this.packed), createGunzip({ chunkSize: PORTION }), () => undefined);
    yield* inBlocks(unpacked as AsyncIterable<Buffer>);
  }

  /** A copy with types that became known after the listing. */
  withTypes(typeOf: (entry: UpperEntry) => UpperType): Promise<UpperListing> {
    return UpperListing.pack(retyped(this, typeOf), this.begunAt);
  }
}

async function* rawOf(blocks: AsyncIterable<UpperBlock>): AsyncGenerator<Buffer, void, undefined> {
  for await (const { raw } of blocks) yield raw;
}

async function* retyped(
  blocks: AsyncIterable<UpperBlock>,
  typeOf: (entry: UpperEntry) => UpperType,
): AsyncGenerator<UpperBlock, void, undefined> {
  for await (const block of blocks) {
    for (const entry of block) entry.type = typeOf(entry);
    yield block;
  }
}

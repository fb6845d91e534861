import { ExtendedHeader } from './extended-header.js';
import { decodeEntry, isZero, sizeOf, typeOf } from './tar-decoder.js';
import { BLOCK, padding } from './tar-entry.js';

/**
 * Reads the small files of a tar archive, one after the other; skips all others. Whoever stops early ends the stream.
 *
 * @param maxBytes size of the largest file to read
 * @throws Error if the archive is broken or ends too early
 */
export async function* archiveFiles(
  archive: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  const pieces = new Pieces(archive);
  try {
    for (;;) {
      let block = await pieces.take(BLOCK);
      if (isZero(block)) return;
      let records = new Map<string, string>();
      if (typeOf(block) === 'x') {
        const size = sizeOf(block);
        if (size > maxBytes) throw new Error('An extended header of the tar archive is too large.');
        const extended = new ExtendedHeader(size);
        extended.append(await pieces.take(size));
        await pieces.skip(padding(size));
        records = extended.records;
        block = await pieces.take(BLOCK);
      }
      const { type, size } = decodeEntry(block, records);
      // Entries of other types, such as the long names of GNU tar, have their size in the header only.
      const bytes = type === '0' ? size : sizeOf(block);
      if (!Number.isSafeInteger(bytes)) throw new Error('A header of the tar archive has no valid size.');
      if (type === '0' && bytes <= maxBytes) yield await pieces.take(bytes);
      else await pieces.skip(bytes);
      await pieces.skip(padding(bytes));
    }
  } finally {
    await pieces.end();
  }
}

/** A stream that is read in lengths of the reader's choice. */
class Pieces {
  private readonly source: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  async take(bytes: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    await this.consume(bytes, (part) => void parts.push(part));
    return Buffer.concat(parts);
  }

  skip(bytes: number): Promise<void> {
    return this.consume(bytes, () => undefined);
  }

  async end(): Promise<void> {
    await this.source.return?.();
  }

  private async consume(bytes: number, use: (part: Buffer) => void): Promise<void> {
    for (let left = bytes; left > 0;) {
      if (this.rest.length === 0) {
        const next = await this.source.next();
        if (next.done) throw new Error('The tar archive ends too early.');
        this.rest = next.value;
      }
      const part = this.rest.subarray(0, left);
      use(part);
      this.rest = this.rest.subarray(part.length);
      left -= part.length;
    }
  }
}

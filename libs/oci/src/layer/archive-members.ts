import { COMPRESSION_HEAD_BYTES } from './decompression.js';
import { ExtendedHeader } from './extended-header.js';
import { decodeEntry, isZero, sizeOf, typeOf } from './tar-decoder.js';
import { BLOCK, padding } from './tar-entry.js';

/** Limit on the attributes and the names of one entry. */
const MAX_HEADER_BYTES = 8 * 2 ** 20;

/** A file of an archive; its content must be read before the next member is requested, or is skipped. */
export interface ArchiveMember {
  /** Bytes, one character each. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** The first bytes of the content, without consuming them. */
  head(): Promise<Buffer>;
  /** The content; at most once. */
  content(): AsyncGenerator<Buffer, void, undefined>;
}

/**
 * Reads the files of a tar archive as a stream.
 *
 * @throws Error if the archive is broken
 */
export async function* archiveMembers(source: AsyncIterable<Buffer>): AsyncGenerator<ArchiveMember, void, undefined> {
  const bytes = new Bytes(source);
  let records = new Map<string, string>();
  try {
    for (;;) {
      const block = await bytes.take(BLOCK);
      if (block.length < BLOCK) throw new Error('The tar archive ends too early.');
      if (isZero(block)) return;
      const type = typeOf(block);
      if (type === 'x') {
        const size = sizeOf(block);
        if (!(size <= MAX_HEADER_BYTES)) throw new Error('An extended header of the tar archive is too large.');
        const extended = new ExtendedHeader(size);
        extended.append(await bytes.take(size));
        await bytes.take(padding(size));
        records = extended.records;
        continue;
      }
      const { name, size: declared } = decodeEntry(block, records);
      records = new Map();
      const size = type === '0' ? declared : sizeOf(block);
      if (!Number.isSafeInteger(size)) throw new Error('A header of the tar archive has no valid size.');
      const rest = new Content(bytes, size);
      if (type === '0') {
        yield {
          name,
          size,
          head: () => bytes.peek(Math.min(size, COMPRESSION_HEAD_BYTES)),
          content: () => rest.read(),
        };
      }
      await rest.skip();
      await bytes.take(padding(size));
    }
  } finally {
    await bytes.end();
  }
}

class Content {
  constructor(
    private readonly bytes: Bytes,
    private left: number,
  ) {}

  async *read(): AsyncGenerator<Buffer, void, undefined> {
    while (this.left > 0) {
      const part = await this.bytes.some(this.left);
      if (part.length === 0) throw new Error('The tar archive ends too early.');
      this.left -= part.length;
      yield part;
    }
  }

  async skip(): Promise<void> {
    for await (const part of this.read()) void part;
  }
}

/** Reads a stream by lengths. */
class Bytes {
  private readonly parts: AsyncIterator<Buffer>;
  private pending = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.parts = source[Symbol.asyncIterator]();
  }

  /** The next bytes without consuming them; fewer at the end of the stream. */
  async peek(length: number): Promise<Buffer> {
    while (this.pending.length < length) {
      const next = await this.parts.next();
      if (next.done) break;
      this.pending = Buffer.concat([this.pending, next.value]);
    }
    return this.pending.subarray(0, length);
  }

  /** Consumes the next bytes; fewer at the end of the stream. */
  async take(length: number): Promise<Buffer> {
    const taken = await this.peek(length);
    this.pending = this.pending.subarray(taken.length);
    return taken;
  }

  /** Consumes some bytes, at most `limit`; none at the end of the stream. */
  async some(limit: number): Promise<Buffer> {
    if (this.pending.length === 0) await this.peek(1);
    return this.take(Math.min(limit, this.pending.length));
  }

  async end(): Promise<void> {
    await this.parts.return?.();
  }
}

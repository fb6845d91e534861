import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { FactoryError } from '@image-factory/errors';
import {
  COMPRESSION_HEAD_BYTES,
  type CompressionFormat,
  compressionOf,
  type Compressor,
  Decompression,
  layerType,
} from '@image-factory/oci';
import type { NodeLayer } from '@image-factory/runtime';
import { CompressedStream } from '../layer/compressed-stream.js';

/** A source does not provide a layer; another source may. */
export class SourceFailure extends Error {}

/**
 * The content of a layer for an upload; single use. A compressed layer keeps its bytes, a plain one is compressed. The
 * stream fails at its end unless the content has one of the wanted diff IDs.
 */
export class VerifiedLayer {
  private digest = '';

  private constructor(
    private readonly source: AsyncIterable<Buffer>,
    private readonly format: CompressionFormat | undefined,
    private readonly compressor: Compressor,
    private readonly wanted: ReadonlySet<string>,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Reads the first bytes of a layer to recognize its compression.
   *
   * @param wanted diff IDs
   * @param onBytes receives the number of bytes that were read
   * @throws SourceFailure
   */
  static async open(
    layer: NodeLayer,
    compressor: Compressor,
    wanted: ReadonlySet<string>,
    onBytes: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<VerifiedLayer> {
    const source = counted(layer.read(signal), onBytes);
    let head = Buffer.alloc(0);
    for (let next; head.length < COMPRESSION_HEAD_BYTES && !(next = await source.next()).done;) {
      head = Buffer.concat([head, next.value]);
    }
    const compression = compressionOf(head);
    if (!compression) {
      await source.return();
      throw new SourceFailure('it is compressed in a format that not every runtime pulls');
    }
    const format = compression === 'none' ? undefined : compression;
    return new VerifiedLayer(continued(head, source), format, compressor, wanted, signal);
  }

  /** Media type of the sent content. */
  get mediaType(): string {
    return layerType(this.format ?? this.compressor.format);
  }

  /** Digest of the uncompressed layer; available after the last byte. */
  get diffId(): string {
    return this.digest;
  }

  /** @throws SourceFailure if the content cannot be read or has no wanted diff ID */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    this.digest = this.format ? yield* this.asItIs(this.format) : yield* this.compressed();
    if (!this.wanted.has(this.digest)) throw new SourceFailure(`its content is ${this.digest}`);
  }

  private async *compressed(): AsyncGenerator<Buffer, string, undefined> {
    const observer = { onBytes: () => undefined, onRead: () => Promise.resolve() };
    const stream = new CompressedStream(() => this.source, this.compressor, observer, this.signal);
    yield* stream;
    return stream.diffId;
  }

  private async *asItIs(format: CompressionFormat): AsyncGenerator<Buffer, string, undefined> {
    const unpacking = Decompression.start(format, this.signal);
    const hashing = digestOf(unpacking);
    hashing.catch(() => undefined);
    try {
      for await (const part of this.source) {
        const flows = unpacking.input.write(part);
        if (!flows) await Promise.race([once(unpacking.input, 'drain').catch(() => undefined), hashing]);
        yield part;
      }
      unpacking.input.end();
      return await hashing;
    } finally {
      unpacking.stop();
    }
  }
}

async function digestOf(unpacking: Decompression): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of unpacking.output as AsyncIterable<Buffer>) hash.update(piece);
    await unpacking.success();
  } catch (error) {
    throw new SourceFailure('it cannot be decompressed', { cause: error });
  }
  return `sha256:${hash.digest('hex')}`;
}

/** Converts the errors of a source, but not those of its reader. @throws SourceFailure */
export async function* blaming<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const parts = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await parts.next().catch((error: unknown) => {
        throw new SourceFailure(FactoryError.from(error).message.replace(/\.$/, ''), { cause: error });
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await parts.return?.();
  }
}

async function* counted(
  source: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  let bytes = 0;
  for await (const part of blaming(source)) {
    bytes += part.length;
    onBytes(bytes);
    yield part;
  }
}

async function* continued(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  if (head.length > 0) yield head;
  yield* rest;
}

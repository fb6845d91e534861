import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Compression, Compressor } from '@image-factory/oci';

/** Callbacks for the progress of a layer. */
export interface LayerObserver {
  /** Bytes read so far. */
  readonly onBytes: (bytes: number) => void;
  /** Called after the last byte has been read. An exception fails the layer. */
  readonly onRead: () => Promise<void>;
}

/** Compresses an archive as a stream and computes its diff ID; single use. Nothing is stored on disk. */
export class CompressedStream {
  private readonly stop = new AbortController();
  private readonly signal: AbortSignal;
  private digest = '';
  private bytes = 0;

  /** @param archive reads the uncompressed archive until its signal is aborted */
  constructor(
    private readonly archive: (signal: AbortSignal) => AsyncIterable<Buffer>,
    private readonly compressor: Compressor,
    private readonly observer: LayerObserver,
    signal: AbortSignal,
  ) {
    this.signal = AbortSignal.any([signal, this.stop.signal]);
  }

  /** Digest of the uncompressed archive; available after the last byte. */
  get diffId(): string {
    return this.digest;
  }

  /** Uncompressed bytes; available after the last byte. */
  get size(): number {
    return this.bytes;
  }

  /** Yields the compressed archive. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    const compression = await this.compressor.start(this.signal);
    const filling = this.fill(compression).catch((error: unknown) => {
      compression.stop();
      throw error;
    });
    filling.catch(() => undefined);
    try {
      try {
        yield* compression.output as AsyncIterable<Buffer>;
      } catch (error) {
        // If the producer has failed, its error is the more precise one.
        await filling;
        throw error;
      }
      await filling;
      await compression.success();
    } finally {
      this.stop.abort();
      compression.stop();
    }
  }

  private async fill(compression: Compression): Promise<void> {
    const { input } = compression;
    const hash = createHash('sha256');
    const closed = once(input, 'close').catch(() => undefined);
    for await (const piece of this.archive(this.signal)) {
      hash.update(piece);
      this.bytes += piece.length;
      this.observer.onBytes(this.bytes);
      if (!input.write(piece) && !input.destroyed) {
        await Promise.race([once(input, 'drain').catch(() => undefined), closed]);
      }
      // Compression that ends before its input has failed.
      if (input.destroyed) await compression.success();
    }
    await this.observer.onRead();
    this.digest = `sha256:${hash.digest('hex')}`;
    input.end();
  }
}

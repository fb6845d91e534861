import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { FactoryError } from '@image-factory/errors';
import { tarUpper, type UpperPaths } from './tar-upper.js';
import { type Compression, type Compressor, LayerRewriter, type WhiteoutPlan } from '@image-factory/oci';

/** Content of a layer. */
export interface LayerContent extends UpperPaths {
  readonly notes: WhiteoutPlan;
}

/** Callbacks for the progress of a layer. */
export interface LayerObserver {
  /** Bytes read so far. */
  readonly onBytes: (bytes: number) => void;
  /** Called after the last file has been read. An exception fails the layer. */
  readonly onRead: () => Promise<void>;
}

/** A layer that is built from an upper directory as a stream; single use. Nothing is stored on disk. */
export class LayerStream {
  private readonly stop = new AbortController();
  private readonly signal: AbortSignal;
  private digest = '';
  private bytes = 0;

  constructor(
    private readonly content: LayerContent,
    private readonly compressor: Compressor,
    private readonly observer: LayerObserver,
    signal: AbortSignal,
  ) {
    this.signal = AbortSignal.any([signal, this.stop.signal]);
  }

  /** Digest of the uncompressed layer; available after the last byte. */
  get diffId(): string {
    return this.digest;
  }

  /** Uncompressed bytes; available after the last byte. */
  get size(): number {
    return this.bytes;
  }

  /** Yields the compressed layer. */
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
    const { notes } = this.content;
    const hash = createHash('sha256');
    const closed = once(input, 'close').catch(() => undefined);
    const tar = tarUpper(this.content, this.signal);
    try {
      for await (const piece of new LayerRewriter(notes).rewrite(tar.output as AsyncIterable<Buffer>)) {
        hash.update(piece);
        this.bytes += piece.length;
        this.observer.onBytes(this.bytes);
        if (!input.write(piece) && !input.destroyed) {
          await Promise.race([once(input, 'drain').catch(() => undefined), closed]);
        }
        // Compression that ends before its input has failed.
        if (input.destroyed) await compression.success();
      }
      await tar.success();
      await this.observer.onRead();
      this.digest = `sha256:${hash.digest('hex')}`;
      input.end();
    } catch (error) {
      // A truncated archive is the consequence of a failed tar.
      if (!(error instanceof FactoryError) && tar.output.readableEnded) await tar.success();
      throw error;
    } finally {
      tar.stop();
    }
  }
}

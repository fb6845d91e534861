import { createHash, type Hash } from 'node:crypto';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  COMPRESSION_HEAD_BYTES,
  type CompressionFormat,
  compressionOf,
  Decompression,
  type Descriptor,
  layerType,
  type RegistryClient,
} from '@image-factory/oci';
import { KeyedMutex } from '@image-factory/resilience';
import type { HeldImage } from '@image-factory/runtime';

/** Limit on the bytes read for the proofs of one commit, both compressed and uncompressed. */
const MAX_BYTES = 256 * 2 ** 20;
const MAX_UNPACKED_BYTES = 2 * 2 ** 30;
/** Limit on the duration of all proofs of one commit. */
const TIMEOUT_MS = 60_000;

/** The proofs of a commit have reached `MAX_BYTES`. */
class TooMuch extends Error {}

/** Proves for one commit that registry blobs hold the layers that an image claims. */
export class BlobProof {
  private bytesLeft = MAX_BYTES;
  private unpackedLeft = MAX_UNPACKED_BYTES;
  private readonly comparisons = new KeyedMutex();
  private readonly deadline = AbortSignal.timeout(TIMEOUT_MS);

  constructor(
    private readonly client: RegistryClient,
    private readonly image: Pick<HeldImage, 'hasBlob'>,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * @param diffId digest of the uncompressed layer
   * @param claimed descriptor of the blob in a manifest
   * @returns the blob with its real size and media type; undefined if it does not hold the layer, does not exist or
   *   cannot be compared
   * @throws FactoryError `registry_*`, `cancelled`
   */
  async of(repository: string, diffId: string, { digest, size }: Descriptor): Promise<Descriptor | undefined> {
    const stored = await this.client.headBlob(repository, digest, this.signal);
    if (stored !== size) return undefined;
    const head = await this.head(repository, digest);
    const compression = head && compressionOf(head);
    if (!compression) return undefined;
    const format = compression === 'none' ? undefined : compression;
    const isProven =
      (await this.image.hasBlob(diffId, digest)) ||
      (await this.comparisons.run('proofs', () => this.compare(repository, diffId, digest, format)));
    return isProven ? { mediaType: layerType(format), digest, size } : undefined;
  }

  private async head(repository: string, digest: string): Promise<Buffer | undefined> {
    let head = Buffer.alloc(0);
    const consume = async (body: AsyncIterable<Buffer>): Promise<void> => {
      head = Buffer.alloc(0);
      for await (const part of body) {
        head = Buffer.concat([head, part]);
        if (head.length >= COMPRESSION_HEAD_BYTES) break;
      }
    };
    const isThere = await this.client.readBlob(repository, digest, consume, this.signal, COMPRESSION_HEAD_BYTES);
    return isThere ? head : undefined;
  }

  /** Decompresses the blob as a stream and compares both digests; nothing is stored. */
  private async compare(
    repository: string,
    diffId: string,
    digest: string,
    format: CompressionFormat | undefined,
  ): Promise<boolean> {
    const signal = AbortSignal.any([this.signal, this.deadline]);
    const [packed, unpacked] = [createHash('sha256'), createHash('sha256')];
    let isWhole = false;
    const consume = async (body: AsyncIterable<Buffer>): Promise<void> => {
      // Any early end, including a broken connection, leaves the blob unproven.
      isWhole = await unpack(this.counted(body, packed), format, this.sink(unpacked), signal).then(
        () => true,
        () => false,
      );
    };
    try {
      await this.client.readBlob(repository, digest, consume, signal);
    } catch (error) {
      // Reaching the deadline does not fail the commit.
      if (this.signal.aborted || !this.deadline.aborted) throw error;
    }
    return isWhole && digestOf(packed) === digest && digestOf(unpacked) === diffId;
  }

  private async *counted(body: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer, void, undefined> {
    for await (const part of body) {
      this.bytesLeft -= part.length;
      if (this.bytesLeft < 0) throw new TooMuch();
      hash.update(part);
      yield part;
    }
  }

  private sink(hash: Hash): Writable {
    return new Writable({
      write: (part: Buffer, _encoding, done) => {
        this.unpackedLeft -= part.length;
        hash.update(part);
        done(this.unpackedLeft < 0 ? new TooMuch() : null);
      },
    });
  }
}

async function unpack(
  packed: AsyncGenerator<Buffer, void, undefined>,
  format: CompressionFormat | undefined,
  sink: Writable,
  signal: AbortSignal,
): Promise<void> {
  if (!format) return pipeline(packed, sink, { signal });
  const unpacking = Decompression.start(format, signal);
  try {
    await Promise.all([pipeline(packed, unpacking.input, { signal }), pipeline(unpacking.output, sink, { signal })]);
    await unpacking.success();
  } finally {
    unpacking.stop();
  }
}

function digestOf(hash: Hash): string {
  return `sha256:${hash.digest('hex')}`;
}

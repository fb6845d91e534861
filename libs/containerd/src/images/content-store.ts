import { createHash } from 'node:crypto';
import { FactoryError } from '@image-factory/errors';
import { type ContainerdConnection } from '../api/containerd-connection.js';
import { isMissing } from '../api/containerd-error.js';

/** Limit on a document: a manifest or a configuration. Real ones are shorter. */
const MAX_DOCUMENT_BYTES = 8 * 2 ** 20;

/** Limit on the duration of reading a layer, the same as that of its upload. */
const BLOB_TIMEOUT_MS = 6 * 3_600_000;

/** Label of a layer that containerd has unpacked or packed: its diff ID. */
export const DIFF_ID_LABEL = 'containerd.io/uncompressed';

/** A blob in the content store. */
export interface StoredBlob {
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
}

/** Reads the blobs of containerd. */
export class ContentStore {
  constructor(private readonly connection: ContainerdConnection) {}

  /**
   * Reads a document, verified against its digest.
   *
   * @param digest `sha256:<64 hex>`
   * @returns undefined if it is missing
   * @throws FactoryError `direct_unavailable` if it is damaged
   */
  async document(digest: string): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    let size = 0;
    try {
      const range = { digest, offset: 0, size: 0 };
      for await (const { data } of this.connection.stream('Content.Read', range, 'read the image')) {
        parts.push(data);
        size += data.length;
        if (size > MAX_DOCUMENT_BYTES) throw damaged(digest);
      }
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const content = Buffer.concat(parts);
    if (`sha256:${createHash('sha256').update(content).digest('hex')}` !== digest) throw damaged(digest);
    return content;
  }

  /** A blob of any size, unverified. */
  async *blob(digest: string, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
    const settings = { signal, timeoutMs: BLOB_TIMEOUT_MS };
    const range = { digest, offset: 0, size: 0 };
    for await (const { data } of this.connection.stream('Content.Read', range, 'read a layer', settings)) yield data;
  }

  /**
   * Finds the blob of a layer by containerd's record of its unpacking.
   *
   * @param diffId digest of the uncompressed layer
   * @returns undefined if there is none
   */
  async blobOf(diffId: string): Promise<StoredBlob | undefined> {
    const filters = [`labels."${DIFF_ID_LABEL}"==${diffId}`, `digest==${diffId}`];
    for await (const { info } of this.connection.stream('Content.List', { filters }, 'list the layers')) {
      const [found] = info;
      if (found) return { digest: found.digest, size: found.size };
    }
    return undefined;
  }

  /** Labels of a blob. @returns undefined if it is missing */
  async labels(digest: string): Promise<Readonly<Record<string, string>> | undefined> {
    try {
      const { info } = await this.connection.call('Content.Info', { digest }, 'read the image');
      return info?.labels;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}

function damaged(digest: string): FactoryError {
  return new FactoryError('direct_unavailable', `The content ${digest} in containerd is damaged.`);
}

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasDigest, type ImageDocuments, MAX_DOCUMENT_BYTES } from './image-documents.js';

/** Directories of containerd's plugins, in its root. */
const SNAPSHOTS = /^(.+)\/io\.containerd\.snapshotter\.v1\.[^/]+\//;
const BLOBS = 'io.containerd.content.v1.content/blobs';

/** The files of containerd's content store. */
export class ContentFiles implements ImageDocuments {
  private constructor(private readonly blobs: string) {}

  /** The content store of the containerd that has made a snapshot's directory; undefined if it is elsewhere. */
  static beside(upper: string): ContentFiles | undefined {
    const [, root] = SNAPSHOTS.exec(upper) ?? [];
    return root === undefined ? undefined : new ContentFiles(join(root, BLOBS));
  }

  async read(digest: string): Promise<Buffer | undefined> {
    const file = join(this.blobs, digest.replace(':', '/'));
    try {
      if ((await stat(file)).size > MAX_DOCUMENT_BYTES) return undefined;
      const content = await readFile(file);
      return hasDigest(content, digest) ? content : undefined;
    } catch {
      return undefined;
    }
  }
}

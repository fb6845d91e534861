import { stat } from 'node:fs/promises';
import type { NodeLayer, NodeLayers } from '@image-factory/runtime';
import type { ContentLease } from './content-lease.js';
import type { ContentStore } from './content-store.js';

/** The layers of an image in containerd: blobs of the content store, and the directories of the snapshots. */
export class ContainerdLayers implements NodeLayers {
  /**
   * @param diffIds of the layers, lowest first
   * @param lease holds the blobs that are found
   * @param directories of the snapshots, lowest first; empty if they do not correspond to the layers
   */
  constructor(
    private readonly content: ContentStore,
    private readonly diffIds: readonly string[],
    private readonly lease: ContentLease,
    private readonly directories: readonly string[],
  ) {}

  async stored(index: number): Promise<NodeLayer | undefined> {
    const { content, lease } = this;
    const blob = await content.blobOf(this.diffIds[index]!);
    if (!blob) return undefined;
    const { digest, size } = blob;
    await lease.addContent(digest);
    return { digest, size, read: (signal) => content.blob(digest, signal) };
  }

  async directory(index: number): Promise<string | undefined> {
    const directory = this.directories[index];
    const isThere =
      directory !== undefined &&
      (await stat(directory).then(
        (found) => found.isDirectory(),
        () => false,
      ));
    return isThere ? directory : undefined;
  }
}

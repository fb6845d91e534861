/** A layer of an image as the node has it: a tar archive, compressed or not. */
export interface NodeLayer {
  /** Digest of the content that is read; undefined if it is not known beforehand. */
  readonly digest?: string;
  /** Size of the content that is read, in bytes, if it is known. */
  readonly size?: number;
  /**
   * Reads the content from its start, unverified.
   *
   * @throws FactoryError with the reason while it is read, such as a file that cannot be read
   */
  read(signal: AbortSignal): AsyncIterable<Buffer>;
}

/**
 * The layers of a held image, as far as the node itself has them. A layer is given by its position, the lowest is 0.
 * The content of `stored`, `rebuilt` and `exported` is a claim: compare it with the diff ID before it is published.
 */
export interface NodeLayers {
  /** The blob of a layer in the runtime's content store. @returns undefined if the store has none */
  stored?(index: number): Promise<NodeLayer | undefined>;

  /**
   * The original archive of a layer, rebuilt from its directory.
   *
   * @throws FactoryError `direct_unavailable` with the reason if the directory or the record of its archive is
   *   unreadable
   */
  rebuilt?(index: number): Promise<NodeLayer | undefined>;

  /**
   * All layers of the image as the runtime exports it, in any order; the content of each is read before the next one
   * is requested, or skipped.
   */
  exported?(signal: AbortSignal): AsyncIterable<NodeLayer>;

  /**
   * The directory of a layer in the form of an upper directory of overlayfs. Its files are those of the layer, but an
   * archive of it differs from the original, and so does the diff ID.
   *
   * @returns undefined if the runtime keeps no such directory
   */
  directory?(index: number): Promise<string | undefined>;
}

import { LayerRewriter } from '@image-factory/oci';
import { tarUpper } from '../layer/tar-upper.js';

/** Marks of overlayfs on paths of an upper directory. */
export interface OverlayMarks {
  /** Directories that hide the content of the layers below. */
  readonly opaque: ReadonlySet<string>;
  /** Files and directories of the layers below that the container has changed. */
  readonly copiedUp: ReadonlySet<string>;
}

/**
 * Reads the marks of some paths; reads the content of files, too.
 *
 * @param paths relative to the directory; bytes, one character each
 * @throws FactoryError `direct_failed`, `direct_unavailable`
 */
export async function readOverlayMarks(
  directory: string,
  paths: Iterable<string>,
  signal: AbortSignal,
): Promise<OverlayMarks> {
  const opaque = new Set<string>();
  const copiedUp = new Set<string>();
  const saysOpaque = (path: string): boolean => {
    opaque.add(path);
    return false;
  };
  const saysCopiedUp = (path: string): void => {
    copiedUp.add(path);
  };
  const tar = tarUpper({ directory, paths: [paths], oddTimes: false }, signal);
  try {
    const layer = new LayerRewriter({ whiteouts: new Map(), saysOpaque, saysCopiedUp });
    // Drains the archive: only the headers matter.
    for await (const piece of layer.rewrite(tar.output as AsyncIterable<Buffer>)) piece.fill(0, 0, 0);
  } finally {
    await tar.success();
    tar.stop();
  }
  return { opaque, copiedUp };
}

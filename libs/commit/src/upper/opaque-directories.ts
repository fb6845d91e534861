import { LayerRewriter } from '@image-factory/oci';
import { tarUpper } from '../layer/tar-upper.js';

/** Returns the directories that overlayfs has marked as opaque. @throws FactoryError `direct_failed` */
export async function findOpaque(
  upper: string,
  directories: Iterable<string>,
  signal: AbortSignal,
): Promise<Set<string>> {
  const opaque = new Set<string>();
  const saysOpaque = (path: string): boolean => {
    opaque.add(path);
    return false;
  };
  const tar = tarUpper({ directory: upper, paths: [directories], oddTimes: false }, signal);
  try {
    const layer = new LayerRewriter({ whiteouts: new Map(), saysOpaque }).rewrite(tar.output as AsyncIterable<Buffer>);
    // Drains the archive: only the headers matter.
    for await (const piece of layer) piece.fill(0, 0, 0);
  } finally {
    await tar.success();
    tar.stop();
  }
  return opaque;
}

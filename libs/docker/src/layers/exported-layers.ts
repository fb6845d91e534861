import { archiveMembers, compressionOf } from '@image-factory/oci';
import type { NodeLayer } from '@image-factory/runtime';

/** A layer in the form of `docker save` before Docker 25, or of Podman: its name does not identify it. */
const PLAIN_LAYER = /^(?:\.\/)?[a-f0-9]{64}(?:\/layer)?\.tar$/;
/** A blob in the form of OCI, which holds layers, manifests and configurations. */
const BLOB = /^(?:\.\/)?blobs\/sha256\/([a-f0-9]{64})$/;

/**
 * The layers in the archive of `docker save`, in its order.
 *
 * @param diffIds of the image: only they distinguish a plain layer from another blob
 */
export async function* exportedLayers(
  archive: AsyncIterable<Buffer>,
  diffIds: readonly string[],
): AsyncGenerator<NodeLayer, void, undefined> {
  for await (const member of archiveMembers(archive)) {
    const { name, size } = member;
    const hex = BLOB.exec(name)?.[1];
    if (!hex && !PLAIN_LAYER.test(name)) continue;
    const digest = hex && `sha256:${hex}`;
    const isPlain = digest === undefined || diffIds.includes(digest);
    if (!isPlain && !isCompressed(await member.head())) continue;
    yield { ...(digest && { digest }), size, read: () => member.content() };
  }
}

function isCompressed(head: Buffer): boolean {
  const compression = compressionOf(head);
  return compression !== undefined && compression !== 'none';
}

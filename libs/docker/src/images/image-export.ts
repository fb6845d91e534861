import { buffer } from 'node:stream/consumers';
import { archiveMembers } from '@image-factory/oci';
import type { EngineImages } from '../engine/engine-images.js';
import { digestOf, findConfig, type FoundConfig, type ImageDocuments, MAX_DOCUMENT_BYTES } from './image-documents.js';

/** Images whose configurations are kept in memory; a configuration never changes. */
const MAX_KNOWN_IMAGES = 200;

/** Limit on an export whose configuration comes last. */
const EXPORT_TIMEOUT_MS = 3_600_000;

/** Reads configurations in the runtime's export of images, which also contains their layers: the last resort. */
export class ImageExport {
  private readonly known = new Map<string, FoundConfig>();

  constructor(private readonly images: Pick<EngineImages, 'export' | 'inspect'>) {}

  /**
   * @param imageId digest of a configuration, a manifest, or a list of manifests
   * @returns undefined if the export does not contain it
   */
  async config(imageId: string): Promise<FoundConfig | undefined> {
    const known = this.known.get(imageId);
    if (known) return known;
    // Docker reports a missing image as a failure of the export.
    if (!(await this.images.inspect(imageId))) return undefined;
    const archive = this.images.export(imageId, AbortSignal.timeout(EXPORT_TIMEOUT_MS));
    const found = await readConfig(archive, imageId);
    if (!found) return undefined;
    if (this.known.size >= MAX_KNOWN_IMAGES) this.known.clear();
    this.known.set(imageId, found);
    return found;
  }
}

/** Stops reading as soon as the configuration is found. */
async function readConfig(archive: AsyncIterable<Buffer>, imageId: string): Promise<FoundConfig | undefined> {
  const contents = new Map<string, Buffer>();
  const documents: ImageDocuments = { read: (digest) => Promise.resolve(contents.get(digest)) };
  for await (const member of archiveMembers(archive)) {
    if (member.size > MAX_DOCUMENT_BYTES) continue;
    const file = await buffer(member.content());
    if (file[0] !== '{'.charCodeAt(0)) continue;
    contents.set(digestOf(file), file);
    const found = await findConfig(documents, imageId);
    if (found) return found;
  }
  return undefined;
}

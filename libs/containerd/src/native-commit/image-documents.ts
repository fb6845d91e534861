import { createHash } from 'node:crypto';
import { type Descriptor, type ImageConfig, inTypes, mediaTypesFor } from '@image-factory/oci';
import type { NativeCommitRequest } from '@image-factory/runtime';
import type { StoredLayer } from './snapshot-diff.js';

/** The configuration and the manifest of a new image, exactly as they are stored. */
export interface ImageDocuments {
  readonly config: Buffer;
  readonly manifest: Buffer;
  readonly manifestType: string;
  /** Descriptor of the configuration. */
  readonly configBlob: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** Inputs of an image. */
export interface ImageParts {
  readonly base: ImageConfig;
  readonly baseLayers: readonly Descriptor[];
  readonly layer: StoredLayer;
  /** The start configuration. */
  readonly start: Readonly<Record<string, unknown>>;
  readonly request: Pick<NativeCommitRequest, 'author' | 'note' | 'redact'>;
  readonly created: Date;
}

/** Describes an image: the base image with one more layer. */
export function imageDocuments({ base, baseLayers, layer, start, request, created }: ImageParts): ImageDocuments {
  const { author, note } = request;
  const time = created.toISOString();
  const step = {
    created: time,
    created_by: 'image-factory',
    ...(author && { author }),
    ...(note && { comment: note }),
  };
  const config = json({
    ...base,
    ...(author && { author }),
    created: time,
    config: withoutValues(start, request.redact(start)),
    history: [...base.history, step],
    rootfs: { type: 'layers', diff_ids: [...base.rootfs.diff_ids, layer.diffId] },
  });
  const types = mediaTypesFor([...baseLayers, layer]);
  const layers = [...baseLayers, layer].map((each) => inTypes(types, each));
  const configBlob = { mediaType: types.config, digest: digestOf(config), size: config.length };
  const manifest = json({ schemaVersion: 2, mediaType: types.manifest, config: configBlob, layers });
  return { config, manifest, manifestType: types.manifest, configBlob, layers };
}

/** `sha256:<64 hex>` */
export function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function withoutValues(start: Readonly<Record<string, unknown>>, names: readonly string[]) {
  if (!Array.isArray(start.Env) || names.length === 0) return start;
  const redacted = (start.Env as readonly string[]).map((entry) => {
    const [name = ''] = entry.split('=', 1);
    return names.includes(name) ? `${name}=` : entry;
  });
  return { ...start, Env: redacted };
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}

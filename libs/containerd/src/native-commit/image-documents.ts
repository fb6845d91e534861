import { createHash } from 'node:crypto';
import {
  type Descriptor,
  type ImageConfig,
  type ImageProvenance,
  inTypes,
  mediaTypesFor,
  recordProvenance,
} from '@image-factory/oci';
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
  /** The whole configuration of the base image: runtimes and builders have keys of their own. */
  readonly document?: Readonly<Record<string, unknown>>;
  /** Annotations of the base image's manifest. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly baseLayers: readonly Descriptor[];
  readonly layer: StoredLayer;
  /** The start configuration. */
  readonly start: Readonly<Record<string, unknown>>;
  readonly request: Pick<NativeCommitRequest, 'author' | 'note' | 'redact'>;
  readonly provenance: ImageProvenance;
}

/** Describes an image: the base image with one more layer. */
export function imageDocuments(parts: ImageParts): ImageDocuments {
  const { base, document, baseLayers, layer, request, provenance } = parts;
  const { author, note } = request;
  const time = provenance.created.toISOString();
  const types = mediaTypesFor([...baseLayers, layer]);
  const redacted = { ...parts, start: withoutValues(parts.start, request.redact(parts.start)) };
  const { start, annotations } = recordProvenance(types, redacted, provenance);
  const step = {
    created: time,
    created_by: 'image-factory',
    ...(author && { author }),
    ...(note && { comment: note }),
  };
  const config = json({
    ...document,
    ...base,
    ...(author && { author }),
    created: time,
    config: start,
    history: [...base.history, step],
    rootfs: { type: 'layers', diff_ids: [...base.rootfs.diff_ids, layer.diffId] },
  });
  const { mediaType, digest, size } = layer;
  const layers = [...baseLayers, { mediaType, digest, size }].map((each) => ({ ...each, ...inTypes(types, each) }));
  const configBlob = { mediaType: types.config, digest: digestOf(config), size: config.length };
  const manifest = json({
    ...{ schemaVersion: 2, mediaType: types.manifest, config: configBlob, layers },
    ...(annotations && { annotations }),
  });
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

import { array, boolean, type InferOutput, literal, looseObject, nullish, object, optional, string } from 'valibot';
import type { ContainerFacts } from '../../engine/engine-facts.js';
import { DigestSchema } from '../../registry/manifest.js';

/** Architecture of this node, as images name it: of an image that names none. */
const ARCHITECTURE = process.arch === 'x64' ? 'amd64' : process.arch;

/** One step of how an image came about. */
const ImageHistorySchema = looseObject({
  created: nullish(string()),
  author: nullish(string()),
  created_by: nullish(string()),
  comment: nullish(string()),
  empty_layer: nullish(boolean()),
});
export type ImageHistory = InferOutput<typeof ImageHistorySchema>;

/** The configuration of an image, as its digest is the image's id. */
export const ImageConfigSchema = object({
  architecture: nullish(string(), ''),
  os: nullish(string(), ''),
  variant: optional(string()),
  'os.version': optional(string()),
  'os.features': optional(array(string())),
  history: nullish(array(ImageHistorySchema), []),
  // An image without layers has no list of them, or null.
  rootfs: object({ type: literal('layers'), diff_ids: nullish(array(DigestSchema), []) }),
});
export type ImageConfig = InferOutput<typeof ImageConfigSchema>;

/** What turns an image and a container into a new image. */
export interface Commit {
  /** The image below the new layer. */
  readonly parent: ImageConfig;
  readonly container: ContainerFacts;
  readonly author?: string;
  readonly comment?: string;
  /** Version of the engine. */
  readonly version: string;
  readonly created: Date;
  /** Digest of the new layer, uncompressed; undefined if nothing has changed. */
  readonly diffId: string | undefined;
}

/** The configuration that the engine's commit makes: what the container was started with, one step more. */
export function commitConfig({ parent, container, author, comment, version, created, diffId }: Commit): ImageConfig {
  const command: unknown = container.config.Cmd;
  const step: ImageHistory = {
    created: created.toISOString(),
    ...(author && { author }),
    ...(Array.isArray(command) && command.length > 0 && { created_by: command.join(' ') }),
    ...(comment && { comment }),
    ...(!diffId && { empty_layer: true }),
  };
  const { architecture, os, variant } = parent;
  return {
    architecture: architecture || ARCHITECTURE,
    ...(variant && { variant }),
    os: os || 'linux',
    ...(parent['os.version'] && { 'os.version': parent['os.version'] }),
    ...(parent['os.features'] && { 'os.features': parent['os.features'] }),
    ...(author && { author }),
    ...{ container: container.id, container_config: container.config, config: container.config },
    ...{ docker_version: version, created: created.toISOString() },
    history: [...parent.history, step],
    rootfs: { type: 'layers', diff_ids: [...parent.rootfs.diff_ids, ...(diffId ? [diffId] : [])] },
  };
}

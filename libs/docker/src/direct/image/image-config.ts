import type { ContainerFacts } from '../../engine/engine-facts.js';

/** One step of how an image came about. */
export interface ImageHistory {
  readonly created?: string;
  readonly author?: string;
  readonly created_by?: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

/** The configuration of an image, as its digest is the image's id. */
export interface ImageConfig {
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
  readonly 'os.version'?: string;
  readonly 'os.features'?: readonly string[];
  readonly history?: readonly ImageHistory[];
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] };
}

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
    architecture,
    ...(variant && { variant }),
    os,
    ...(parent['os.version'] && { 'os.version': parent['os.version'] }),
    ...(parent['os.features'] && { 'os.features': parent['os.features'] }),
    ...(author && { author }),
    ...{ container: container.id, container_config: container.config, config: container.config },
    ...{ docker_version: version, created: created.toISOString() },
    history: [...(parent.history ?? []), step],
    rootfs: { type: 'layers', diff_ids: [...parent.rootfs.diff_ids, ...(diffId ? [diffId] : [])] },
  };
}

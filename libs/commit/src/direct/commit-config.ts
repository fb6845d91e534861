import type { ImageConfig, ImageHistory } from '@image-factory/oci';
import type { ContainerFacts } from '@image-factory/runtime';

/** Architecture of this node in the spelling of images, for a base image that names none. */
const ARCHITECTURE = process.arch === 'x64' ? 'amd64' : process.arch;

/** Inputs of the configuration of a new image. */
export interface CommitParts {
  /** The image below the new layer. */
  readonly parent: ImageConfig;
  readonly container: ContainerFacts;
  readonly author?: string;
  readonly comment?: string;
  /** Version of the runtime. */
  readonly version: string;
  readonly created: Date;
  /** Digest of the uncompressed new layer; undefined if nothing has changed. */
  readonly diffId: string | undefined;
}

/**
 * Builds the same configuration as the runtime's commit: the container's start configuration plus one history entry.
 */
export function commitConfig({
  parent,
  container,
  author,
  comment,
  version,
  created,
  diffId,
}: CommitParts): ImageConfig {
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

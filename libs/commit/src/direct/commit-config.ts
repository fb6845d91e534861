import type { ImageConfig, ImageHistory } from '@image-factory/oci';
import type { ContainerFacts } from '@image-factory/runtime';

/** Architecture of this node in the spelling of images, for a base image that names none. */
const ARCHITECTURE = process.arch === 'x64' ? 'amd64' : process.arch;

/** Inputs of the configuration of a new image. */
export interface CommitParts {
  /** The image below the new layer. */
  readonly parent: ImageConfig;
  readonly container: ContainerFacts;
  /** What a container of the new image starts with: the container's configuration, with what the commit adds. */
  readonly start: Readonly<Record<string, unknown>>;
  /** The whole configuration of the base image, if the new image keeps it. */
  readonly document?: Readonly<Record<string, unknown>>;
  readonly author?: string;
  readonly comment?: string;
  /** Version of the runtime. */
  readonly version: string;
  readonly created: Date;
  /** Digest of the uncompressed new layer; undefined if nothing has changed. */
  readonly diffId: string | undefined;
}

/**
 * Builds the same configuration as the runtime's commit: the container's start configuration plus one history entry. Where
 * the new image keeps the configuration of the base image, only author, time, history and layers change.
 */
export function commitConfig({
  parent,
  container,
  start,
  document,
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
    ...document,
    architecture: architecture || ARCHITECTURE,
    ...(variant && { variant }),
    os: os || 'linux',
    ...(parent['os.version'] && { 'os.version': parent['os.version'] }),
    ...(parent['os.features'] && { 'os.features': parent['os.features'] }),
    ...(author && { author }),
    ...(!document && { container: container.id, container_config: container.config, docker_version: version }),
    ...{ config: start, created: created.toISOString() },
    history: [...parent.history, step],
    rootfs: { type: 'layers', diff_ids: [...parent.rootfs.diff_ids, ...(diffId ? [diffId] : [])] },
  };
}

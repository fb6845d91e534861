import { FactoryError } from '@image-factory/errors';
import type { IdMapping, ImageConfig } from '@image-factory/oci';
import type { ContainerFacts } from './container.js';
import type { NodeLayers } from './node-layers.port.js';

/** The base image of a container; it stays readable until it is released. */
export interface HeldImage {
  /** Digest of the configuration: `sha256:<64 hex>`. */
  readonly id: string;
  /** The configuration, verified against the id. */
  readonly config: ImageConfig;
  /**
   * The whole document of the configuration, if an image of the container keeps it; undefined if the runtime's own commit
   * writes the container's configuration instead, as Docker does.
   */
  readonly document?: Readonly<Record<string, unknown>>;
  /** `registry/repository@sha256:…` for every registry that the runtime pulled it from or pushed it to. */
  readonly digests: readonly string[];
  /** Digest of the manifest that the container's name of the image denotes in its registry; undefined if unknown. */
  readonly baseDigest?: string;
  /** Whether the runtime itself has packed or unpacked this blob as the layer with the diff ID. */
  hasBlob(diffId: string, digest: string): Promise<boolean>;
  /** The layers that the node itself has; undefined if the runtime offers none. */
  readonly layers?: NodeLayers;
  /** Allows the runtime to remove the image. Never fails. */
  release(): Promise<void>;
}

/** Reads the base images of containers. */
export interface BaseImage {
  /** @throws FactoryError `direct_unavailable` if the image is unreadable or damaged */
  hold(container: ContainerFacts): Promise<HeldImage>;
}

/** Location of a container's changes on the node. */
export interface LayerLocation {
  /** The upper directory of the container's overlay file system. */
  readonly upper: string;
  /** The lower directories, highest first; undefined if the runtime does not report them. */
  readonly lowers?: readonly string[];
  /** Of a container with a user namespace: the upper directory has the node's ids. */
  readonly ids?: IdMapping;
}

/** Where the runtime itself reads a container's changes; the node's processes may not see that location. */
export interface RuntimePaths {
  readonly upper: string;
  /** Longest folder that the runtime prepends to the container's paths in its system calls, in bytes. */
  readonly prefixBytes: number;
}

/** Finds the writable layers of containers. */
export interface WritableLayer {
  /** @throws FactoryError `direct_unavailable` with the reason if this process cannot read the layer unmodified */
  locate(container: ContainerFacts): Promise<LayerLocation>;

  /** @returns undefined if the runtime reports no such folders */
  runtimePaths(container: ContainerFacts): Promise<RuntimePaths | undefined>;
}

/**
 * The failure of a port whose files or images this process cannot read unmodified.
 *
 * @param reason one sentence
 */
export function directUnavailable(reason: string): FactoryError {
  return new FactoryError('direct_unavailable', reason);
}

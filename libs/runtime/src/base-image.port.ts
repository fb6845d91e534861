import type { ImageConfig } from '@image-factory/oci';
import type { ContainerFacts } from './container.js';

/** The image that a container was made from; it stays readable until it is released. */
export interface HeldImage {
  /** Digest of the configuration: `sha256:<64 hex>`. */
  readonly id: string;
  /** The configuration, checked against the id. */
  readonly config: ImageConfig;
  /** `registry/repository@sha256:…` of every registry that the runtime pulled it from or pushed it to. */
  readonly digests: readonly string[];
  /** Whether the runtime itself has packed or unpacked this blob as the layer with the diff ID. */
  hasBlob(diffId: string, digest: string): Promise<boolean>;
  /** Lets the runtime remove the image again. Never fails. */
  release(): Promise<void>;
}

/** Reads the images that containers were made from. */
export interface BaseImage {
  /** @throws FactoryError `direct_unavailable` if the image cannot be read or is damaged */
  hold(container: ContainerFacts): Promise<HeldImage>;
}

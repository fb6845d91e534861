import type { ContainerFacts } from './container.js';

/** Location of a container's changes on the node. */
export interface LayerLocation {
  /** The upper directory of the container's overlay file system. */
  readonly upper: string;
  /** The lower directories, highest first; undefined if the runtime does not report them. */
  readonly lowers?: readonly string[];
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

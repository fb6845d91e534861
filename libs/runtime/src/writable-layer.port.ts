import type { ContainerFacts } from './container.js';

/** Where this process finds the files that a container has changed. */
export interface LayerLocation {
  /** The upper directory of the container's overlay file system. */
  readonly upper: string;
}

/** Where the runtime itself reads a container's changes; the node's processes may not see that place. */
export interface RuntimePaths {
  readonly upper: string;
  /** Length of the longest folder in front of the container's paths in the runtime's own system calls, in bytes. */
  readonly prefixBytes: number;
}

/** Finds the writable layers of containers. */
export interface WritableLayer {
  /** @throws FactoryError `direct_unavailable` with the reason, when this process cannot read the layer as it is */
  locate(container: ContainerFacts): Promise<LayerLocation>;

  /** @returns undefined if the runtime names no such folders */
  runtimePaths(container: ContainerFacts): Promise<RuntimePaths | undefined>;
}

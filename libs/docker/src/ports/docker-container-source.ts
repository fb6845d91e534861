import type {
  ContainerChanges,
  ContainerFacts,
  ContainerSizes,
  ContainerSource,
  ContainerSummary,
} from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';

/** The containers of Docker or Podman. */
export class DockerContainerSource implements ContainerSource {
  constructor(private readonly engine: DockerEngine) {}

  find(container: string): Promise<ContainerFacts> {
    return this.engine.inspect(container);
  }

  list(): Promise<ContainerSummary[]> {
    return this.engine.containers();
  }

  sizes(container: string): Promise<ContainerSizes> {
    return this.engine.sizes(container);
  }

  changes(containerId: string, signal: AbortSignal): Promise<ContainerChanges> {
    return this.engine.changes(containerId, signal);
  }
}

import { existsSync } from 'node:fs';
import { DockerStore } from '@image-factory/containerd';

/** Usual socket of the node's containerd. */
export const NODE_ADDRESS = '/run/containerd/containerd.sock';
/** Socket of the containerd that Docker starts itself. */
export const DOCKER_ADDRESS = '/run/docker/containerd/containerd.sock';

/** Opens Docker's store in containerd; older versions of Docker do not report the address. */
export function openDockerStore(snapshotter: string, address?: string): DockerStore {
  const usual = existsSync(DOCKER_ADDRESS) ? DOCKER_ADDRESS : NODE_ADDRESS;
  return new DockerStore({ snapshotter, address: address ?? usual });
}

import { existsSync } from 'node:fs';
import { DockerStore } from '@image-factory/containerd';

/** The containerd that Docker starts itself, and that of the node. */
const USUAL_ADDRESSES = ['/run/docker/containerd/containerd.sock', '/run/containerd/containerd.sock'];

/** Opens what Docker keeps in containerd; older versions of Docker do not report the address. */
export function openDockerStore(snapshotter: string, address = USUAL_ADDRESSES.find(existsSync)): DockerStore {
  return new DockerStore({ snapshotter, address: address ?? USUAL_ADDRESSES[1]! });
}

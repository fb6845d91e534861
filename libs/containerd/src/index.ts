export { type ContainerdAddress } from './api/containerd-connection.js';
export { DockerStore, type DockerStoreOptions } from './docker-store.js';
export { ContainerdRuntime, type ContainerdRuntimeOptions } from './containerd-runtime.js';

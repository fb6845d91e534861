export { DockerRuntime, type DockerRuntimeOptions } from './docker-runtime.js';
export { DockerEngine } from './engine/docker-engine.js';
export { DockerHost, type DockerHostSettings } from './engine/docker-host.js';
export { ImageExport } from './images/image-export.js';
export { type ContainerdStore, type OpenContainerdStore } from './ports/containerd-first.js';
export { type NativeCommitOptions } from './native-commit/docker-native-commit.js';

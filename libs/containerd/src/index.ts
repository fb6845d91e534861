export { type ContainerdAddress } from './api/containerd-connection.js';
export { ContainerdRuntime, type ContainerdRuntimeOptions } from './containerd-runtime.js';

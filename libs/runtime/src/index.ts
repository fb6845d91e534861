export { type BaseImage, type HeldImage } from './base-image.port.js';
export {
  type ContainerChange,
  type ContainerChanges,
  type ContainerFacts,
  type ContainerMount,
  type ContainerPod,
  type ContainerSizes,
  type ContainerSummary,
  type PauseMethod,
} from './container.js';
export { CONTAINER_RUNTIME, type ContainerRuntime, type RuntimeFacts } from './container-runtime.port.js';
export { type ContainerSource } from './container-source.port.js';
export { isActive, isSameRun, isSameState } from './container-state.js';
export {
  type NativeCommit,
  type NativeCommitRequest,
  type NativeImage,
  type PushObserver,
  type PushProgress,
} from './native-commit.port.js';
export { type ExpectedPause, type PauseHold } from './pause-hold.port.js';
export { type PausePeriod, type Pauser } from './pauser.port.js';
export { type RegistryTrust } from './registry-trust.port.js';
export { RuntimeOutage } from './runtime-outage.js';
export { settledContainer } from './settled-container.js';
export { type LayerLocation, type RuntimePaths, type WritableLayer } from './writable-layer.port.js';

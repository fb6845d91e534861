export {
  type BaseImage,
  directUnavailable,
  type HeldImage,
  type LayerLocation,
  type RuntimePaths,
  type WritableLayer,
} from './container-layers.port.js';
export {
  type ContainerChange,
  type ContainerChanges,
  type ContainerFacts,
  type ContainerMount,
  type ContainerPod,
  type ContainerSizes,
  type ContainerSummary,
  isActive,
  isSameRun,
  isSameState,
  type PauseMethod,
} from './container.js';
export type { NodeLayer, NodeLayers } from './node-layers.port.js';
export {
  CONTAINER_RUNTIME,
  type ContainerRuntime,
  type RegistryTrust,
  type RuntimeFacts,
} from './container-runtime.port.js';
export { type ContainerSource, settledContainer } from './container-source.port.js';
export { IN_USE, inUseTag, type LocalName, type LocalNames } from './local-names.port.js';
export {
  type NativeCommit,
  type NativeCommitRequest,
  type NativeImage,
  type PushObserver,
  type PushProgress,
} from './native-commit.port.js';
export { NodeRuntime, type NodeRuntimes } from './node-runtime.js';
export type { ExpectedPause, PauseHold, PausePeriod, Pauser } from './pauser.port.js';
export { type AgentProcess, isAlive, thisProcess } from './node/agent-process.js';
export { ControlGroups } from './node/control-groups.js';
export type { Freezer } from './node/freezer.js';
export { ContainerProcess, upperOf } from './node/container-process.js';
export { type MountLine, readMountInfo } from './node/mount-info.js';
export type { OpenRuntime, RuntimeCandidate } from './runtime-candidate.port.js';
export {
  containerOfPod,
  POD_LABELS,
  type PodMember,
  podOf,
  type PodSpelling,
  readPodSpelling,
} from './pod-container.js';
export { RuntimeOutage } from './runtime-outage.js';

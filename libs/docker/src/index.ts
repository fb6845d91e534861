export { DEFAULT_REGISTRY, ImageReference } from './reference/image-reference.js';
export { registryHost } from './reference/registry-host.js';
export type { CredentialSource } from './credentials/credential-source.port.js';
export type { RegistryCredentials } from './credentials/registry-credentials.js';
export { DockerConfigCredentials, dockerConfigFile } from './credentials/docker-config-credentials.js';
export { Keychain } from './credentials/keychain.js';
export { RequestCredentials, type RequestLogin } from './credentials/request-credentials.js';
export { secretFree } from './credentials/secret-free.js';
export { AutoSave, type AutoSaveListener } from './direct/auto-save.js';
export { DirectSave, type DirectSaveOptions } from './direct/direct-save.js';
export type { FreezeMark } from './direct/freeze/freeze-marks.js';
export { InterruptedPause } from './direct/freeze/interrupted-pause.js';
export type { CompressionFormat } from './direct/layer/compression.js';
export { DockerEngine } from './engine/docker-engine.js';
export { DockerHost, type DockerHostSettings } from './engine/docker-host.js';
export type {
  CommitOptions,
  ContainerChange,
  ContainerChanges,
  ContainerFacts,
  ContainerSummary,
  EngineInfo,
  ImageFacts,
  PushedManifest,
  PushProgress,
} from './engine/engine-facts.js';
export { Omissions } from './omissions/omissions.js';
export type { UnsupportedKind, UnsupportedPath } from './direct/upper/unsupported-path.js';
export type { ChangeSurvey, ContainerPreview, SizedFile } from './preview/container-preview.js';
export { ContainerPreviewer } from './preview/container-previewer.js';
export type { SecretKind, SecretPath } from './preview/secret-paths.js';
export type { Descriptor, ImageManifest, StoredManifest } from './registry/manifest.js';
export { RegistryClient } from './registry/registry-client.js';
export type { RegistryOptions } from './registry/registry-transport.js';
export { EngineSave, type EngineSaveOptions } from './save/engine-save.js';
export type { ManifestVerifier } from './save/manifest-verifier.port.js';
export { ReferenceTurns } from './save/reference-turns.js';
export { RegistryManifestVerifier } from './save/registry-manifest-verifier.js';
export {
  type FreezePeriod,
  SAVE_ENGINE,
  type SavedImage,
  type VerifiedBy,
  type SaveEngine,
  type SavePhase,
  type SaveProgress,
  type SaveTask,
} from './save/save-engine.port.js';

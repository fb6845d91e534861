export { DirectCommit, type DirectCommitOptions } from './direct/direct-commit.js';
export { EngineCommit, type EngineCommitOptions } from './engine/engine-commit.js';
export { type ManifestVerifier, RegistryManifestVerifier } from './engine/manifest-verifier.js';
export { Exclusions } from './exclusions/exclusions.js';
export { type PauseRecord } from './pause/pause-journal.js';
export { PauseGuard, type PauseGuardOptions } from './pause/pause-guard.js';
export { type ChangeSurvey, type ContainerPreview, type SizedFile } from './preview/container-preview.js';
export { ContainerPreviewer } from './preview/container-previewer.js';
export { type SecretKind, type SecretPath } from './preview/secrets.js';
export { LocalTag } from './node-name/local-tag.js';
export { FallbackCommit } from './strategy/fallback-commit.js';
export { SerializedCommit } from './strategy/serialized-commit.js';
export {
  type CommitObserver,
  type CommitStage,
  type JobPhase,
  type JobProgress,
  observing,
} from './commit-observer.js';
export { COMMIT_STRATEGY, type CommitStrategy, type CommitTask, type CommittedImage } from './commit-strategy.port.js';

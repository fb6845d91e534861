export { type CommitEvent, commitEvents, type CommitEventsOptions } from './commit-events.js';
export { formatBytes, formatCount, formatDuration } from './format.js';
export {
  type Agent,
  answered,
  CallFailure,
  type Commit,
  type NewCommit,
  type CommitPage,
  type CommitState,
  type Container,
  type ContainerPreview,
  type Problem,
  type ShieldAccess,
  shieldCalls,
  type ShieldCalls,
} from './shield-client.js';

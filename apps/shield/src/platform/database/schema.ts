import type { ByteProgress, CommitStatus, UnsavedMount, VerifiedBy } from '@image-factory/contracts';
import { integer, json, optional, type RowOf, Table, text } from './table.js';

/** Records of commits, from their acceptance to their removal. All times are Unix milliseconds. */
export const COMMITS = new Table({
  /** Commit id, a UUIDv7: sorts by acceptance. */
  id: text(),
  /** As posted. */
  ip: text(),
  container: text(),
  image: text(),
  author: text(),
  note: text(),
  /** Patterns of the excluded paths, as posted; undefined without any. */
  exclude: optional(json<readonly string[]>()),
  /** Names of the redacted environment variables, as posted; undefined without any. */
  redactEnv: optional(json<readonly string[]>()),
  /** Key of the node: the same for every ip of the node. */
  node: text(),
  /** Key of the container: the same for every name of the container. At most one unended record has it. */
  containerKey: text(),
  status: text<CommitStatus>(),
  /** Sentence about the status; of FAILED, the reason without the hint. */
  statusMsg: text(),
  /** Code of the failure, once FAILED. */
  errorCode: optional(text()),
  /** Hint of the failure, once FAILED and if the agent's hint differs from the catalogue's. */
  errorHint: optional(text()),
  /** Digest of the manifest, once SUCCEEDED. */
  digest: optional(text()),
  /** How the registry confirmed the digest, once SUCCEEDED and if the agent reported it. */
  verifiedBy: optional(text<VerifiedBy>()),
  /** Mounts whose content is not in the image, once SUCCEEDED and if there are any. */
  notSaved: optional(json<readonly UnsavedMount[]>()),
  acceptedAt: integer(),
  /** Last change of the status. */
  changedAt: integer(),
  /** Time of the last transition, or of a later report of the agent. */
  heardAt: integer(),
  /** While INITIALIZED: earliest moment of the dispatch. */
  dispatchAt: integer(),
  /** Failed dispatches since the commit was queued. */
  dispatchFailures: integer(),
  /** Time of this attempt's dispatch; undefined before. */
  startedAt: optional(integer()),
  /** Time of the end; undefined until then. Indexes and queries identify unended commits by it. */
  endedAt: optional(integer()),
  /** From 1; increases each time a lost commit is retried. */
  attempt: integer(),
  /** Number of the latest report of this attempt. */
  seq: integer(),
  /** Boot id of the agent that runs this attempt, if known. */
  bootId: optional(text()),
  /** Last reported progress of the phase. */
  progress: optional(json<ByteProgress>()),
  /** Requester of the cancellation, in words. */
  cancelledBy: optional(text()),
  /** Idempotency key of the request. */
  idempotencyKey: optional(text()),
  /** Encrypted credentials, kept until the commit ends. */
  credentials: optional(text()),
  /** Id of the request for the commit; forwarded to the agent. */
  requestId: text(),
  /** Trace of the commit, in W3C Trace Context format; undefined without tracing. */
  traceParent: optional(text()),
  /** Increases with every change. */
  version: integer(),
});

/** Agents, each under one ip of its node. */
export const AGENTS = new Table({
  ip: text(),
  /** Base address of its API, without a trailing slash. */
  address: text(),
  /** Stable id of the node's runtime; a first-generation agent has none. */
  nodeId: optional(text()),
  /** Id of its start; a first-generation agent has none. */
  bootId: optional(text()),
  version: optional(text()),
  /** Optional features that the agent reports; an older agent reports none. */
  features: optional(json<readonly string[]>()),
  /** Last registration, Unix milliseconds. */
  seenAt: integer(),
});

/** Pending webhook deliveries, each to one receiver. Times are Unix milliseconds. */
export const DELIVERIES = new Table({
  /** A UUIDv7, the same at every attempt: receivers detect duplicates by it. */
  id: text(),
  /** Receiver, as configured. */
  url: text(),
  /** Id of the commit that has ended. */
  commitId: text(),
  /** The event as JSON, the same at every attempt. */
  body: text(),
  /** Id of the request for the commit. */
  requestId: text(),
  /** Trace of the commit, in W3C Trace Context format; undefined without tracing. */
  traceParent: optional(text()),
  createdAt: integer(),
  /** Earliest moment of the next attempt. */
  dueAt: integer(),
  /** Number of claims. */
  attempts: integer(),
});

/** All tables after the latest migration. */
export interface Schema {
  commits: RowOf<typeof COMMITS>;
  agents: RowOf<typeof AGENTS>;
  deliveries: RowOf<typeof DELIVERIES>;
}

import type { ByteProgress, CommitStatus, VerifiedBy } from '@image-factory/contracts';

/** Record of a commit, from its acceptance to its removal. All times are Unix milliseconds. */
export interface CommitRecord {
  /** Commit id, a UUIDv7: sorts by acceptance. */
  readonly id: string;
  /** As posted. */
  readonly ip: string;
  readonly container: string;
  readonly image: string;
  readonly author: string;
  readonly note: string;
  /** Patterns of the excluded paths, as posted; undefined without any. */
  readonly exclude?: readonly string[];
  /** Names of the redacted environment variables, as posted; undefined without any. */
  readonly blankEnv?: readonly string[];
  /** Key of the node: the same for every ip of the node. */
  readonly node: string;
  /** Key of the container: the same for every name of the container. At most one unended record has it. */
  readonly containerKey: string;
  readonly status: CommitStatus;
  readonly statusMsg: string;
  /** Code of the failure, once FAILED. */
  readonly errorCode?: string;
  /** Digest of the manifest, once SUCCEEDED. */
  readonly digest?: string;
  /** How the registry confirmed the digest, once SUCCEEDED and if the agent reported it. */
  readonly verifiedBy?: VerifiedBy;
  readonly acceptedAt: number;
  /** Last change of the status. */
  readonly changedAt: number;
  /** Last sign of life: a transition, or a report without one. */
  readonly heardAt: number;
  /** While INITIALIZED: earliest moment of the dispatch. */
  readonly dispatchAt: number;
  /** Failed dispatches since the commit was queued. */
  readonly handOverFailures: number;
  /** When this attempt was dispatched; undefined before. */
  readonly startedAt?: number;
  /** From 1; increases each time a lost commit is retried. */
  readonly attempt: number;
  /** Number of the latest report of this attempt. */
  readonly seq: number;
  /** Boot id of the agent that runs this attempt, if known. */
  readonly bootId?: string;
  /** Last reported progress of the phase. */
  readonly progress?: ByteProgress;
  /** Requester of the cancellation, in words. */
  readonly cancelledBy?: string;
  /** Key with which the platform may repeat the request. */
  readonly idempotencyKey?: string;
  /** Encrypted credentials, kept until the commit ends. */
  readonly credentials?: string;
  /** Id of the request for the commit; forwarded to the agent. */
  readonly requestId: string;
  /** Trace of the commit, in W3C Trace Context format; undefined without tracing. */
  readonly traceParent?: string;
  /** Increases with every change. */
  readonly version: number;
}

/** The part of a record that frequent queries need. */
export type CommitStanding = Pick<
  CommitRecord,
  | 'id'
  | 'ip'
  | 'container'
  | 'image'
  | 'author'
  | 'node'
  | 'status'
  | 'statusMsg'
  | 'errorCode'
  | 'digest'
  | 'verifiedBy'
  | 'changedAt'
  | 'heardAt'
  | 'attempt'
  | 'seq'
  | 'cancelledBy'
>;

/** Whether a commit is dispatched to an agent without a boot id, which can neither stop it nor list it as running. */
export function isOfFirstGeneration({ startedAt, bootId }: Pick<CommitRecord, 'startedAt' | 'bootId'>): boolean {
  return startedAt !== undefined && bootId === undefined;
}

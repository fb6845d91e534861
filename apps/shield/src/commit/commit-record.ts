import type { ByteProgress, CommitStatus, VerifiedBy } from '@image-factory/contracts';

/** One save, from the moment it was accepted until its record goes. All times are Unix milliseconds. */
export interface CommitRecord {
  /** Transaction id, a UUIDv7: sorts by the order of acceptance. */
  readonly id: string;
  /** As posted. */
  readonly ip: string;
  readonly container: string;
  readonly image: string;
  readonly author: string;
  readonly note: string;
  /** Patterns of the paths that are not saved, as posted; undefined if there are none. */
  readonly exclude?: readonly string[];
  /** Environment variables that are saved without their values, as posted; undefined if there are none. */
  readonly blankEnv?: readonly string[];
  /** Key of the node: the same for every ip of one node. */
  readonly node: string;
  /** Key of the container: the same for every name of one container. At most one unended record has it. */
  readonly containerKey: string;
  readonly status: CommitStatus;
  readonly statusMsg: string;
  /** Code of the failure, once FAILED. */
  readonly errorCode?: string;
  /** Digest of the manifest, once SUCCEEDED. */
  readonly digest?: string;
  /** How the registry confirmed the digest, once SUCCEEDED, as far as the agent reported it. */
  readonly verifiedBy?: VerifiedBy;
  readonly acceptedAt: number;
  /** Last change of the status. */
  readonly changedAt: number;
  /** Last sign of life: a change, or a report that changed no status. */
  readonly heardAt: number;
  /** While INITIALIZED: not handed to an agent before then. */
  readonly dispatchAt: number;
  /** Hand-overs that have failed since it began to wait. */
  readonly handOverFailures: number;
  /** When it was handed over in this attempt; undefined before. */
  readonly startedAt?: number;
  /** From 1; one more each time a lost save is begun anew. */
  readonly attempt: number;
  /** Number of the newest report in this attempt. */
  readonly seq: number;
  /** Start of the agent that runs this attempt, as far as known. */
  readonly bootId?: string;
  /** How far the phase was when it was told last. */
  readonly progress?: ByteProgress;
  /** Who has asked for it to be cancelled, in words. */
  readonly cancelledBy?: string;
  /** Key under which the platform may send the same order again. */
  readonly idempotencyKey?: string;
  /** Sealed credentials, kept until the save ends. */
  readonly credentials?: string;
  /** Id of the request that asked for it; goes with it to the agent. */
  readonly requestId: string;
  /** Trace that it belongs to, as W3C Trace Context has it; undefined while nothing is traced. */
  readonly traceParent?: string;
  /** Raised by every change. */
  readonly version: number;
}

/** How a save stands: the part of its record that is told to whoever asks all the time. */
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

/** Whether a commit is in the hands of an agent that reports no boot id, and so can neither stop it nor list it as running. */
export function isOfFirstGeneration({ startedAt, bootId }: Pick<CommitRecord, 'startedAt' | 'bootId'>): boolean {
  return startedAt !== undefined && bootId === undefined;
}

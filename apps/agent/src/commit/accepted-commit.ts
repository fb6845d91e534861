import type { Omissions } from '@image-factory/commit';
import type { ImageReference } from '@image-factory/oci';

/** A save that the agent has taken on. It holds no credentials: it may be kept when it has ended. */
export interface AcceptedCommit {
  readonly transaction: string;
  /** From 1; undefined from a first-generation shield. */
  readonly attempt?: number;
  /** Id of the request that asked for it. */
  readonly requestId: string;
  /** Span of the hand-over, as W3C Trace Context has it. */
  readonly traceParent?: string;
  /** Full id of the container. */
  readonly containerId: string;
  readonly reference: ImageReference;
  readonly author?: string;
  readonly note?: string;
  readonly omissions: Omissions;
}

import type { Omissions } from '@image-factory/commit';
import type { ImageReference } from '@image-factory/oci';

/** A commit that the agent has accepted. Holds no credentials, since it may be kept after its end. */
export interface AcceptedCommit {
  readonly transaction: string;
  /** From 1; undefined from a first-generation shield. */
  readonly attempt?: number;
  /** Id of the request for the commit. */
  readonly requestId: string;
  /** Span of the dispatch, in W3C Trace Context format. */
  readonly traceParent?: string;
  /** Full id of the container. */
  readonly containerId: string;
  readonly reference: ImageReference;
  readonly author?: string;
  readonly note?: string;
  readonly omissions: Omissions;
}

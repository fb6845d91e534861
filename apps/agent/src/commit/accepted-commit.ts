import type { Exclusions } from '@image-factory/commit';
import type { ImageReference } from '@image-factory/oci';
import type { RequestContext } from '@image-factory/service';

/**
 * A commit that the agent has accepted, with the context of its dispatch. Holds no credentials, since it may be kept
 * after its end.
 */
export interface AcceptedCommit extends RequestContext {
  readonly transaction: string;
  /** From 1; undefined from a first-generation shield. */
  readonly attempt?: number;
  /** Full id of the container. */
  readonly containerId: string;
  readonly reference: ImageReference;
  readonly author?: string;
  readonly note?: string;
  readonly exclusions: Exclusions;
}

import type { ImageReference, RegistryCredentials, VerifiedBy } from '@image-factory/oci';
import type { Omissions } from '../exclusions/omissions.js';

/** One container to be saved. */
export interface CommitTask {
  /** Id of the save; names what has to be named on the way, so that leftovers can be told from others' work. */
  readonly transaction: string;
  /** Full id of the container, 64 hexadecimal digits. */
  readonly containerId: string;
  /** Where the image is pushed to, always with a tag. */
  readonly reference: ImageReference;
  /** For the registry of the reference; undefined pushes anonymously. */
  readonly credentials: RegistryCredentials | undefined;
  /** Author of the image. */
  readonly author?: string;
  /** Commit message. */
  readonly note?: string;
  /** What is left out of the image; nothing unless told. */
  readonly omissions?: Omissions;
}

/** The two long parts of a save. */
export type JobPhase = 'committing' | 'pushing';

/** News of a running save. Passing: the next one replaces it. */
export interface JobProgress {
  readonly phase: JobPhase;
  /** A sentence for a person. */
  readonly message: string;
  /** Bytes done in this phase. */
  readonly bytes?: number;
  /** Bytes in all in this phase, as far as known; never below `bytes`. */
  readonly totalBytes?: number;
}

/** What a save has made. */
export interface CommittedImage {
  /** Digest of the manifest, as the registry has answered it to a HEAD after the push: `sha256:<64 hex>`. */
  readonly digest: string;
  /** What was done, in a sentence for a person. */
  readonly message: string;
  /** Bytes that were sent to the registry, as far as known. */
  readonly pushedBytes?: number;
  /** How the registry confirmed the digest: its answer to a HEAD, to a GET, or to the push itself. */
  readonly verifiedBy?: VerifiedBy;
}

/** A way to save a running container as an image in a registry. */
export interface CommitStrategy {
  /**
   * Saves a container. Whatever happens, the container is not left paused and no image of the save stays
   * on the node, though it may go only shortly after the end; what an engine cannot be stopped in goes as soon as it
   * is done. Resolves only after the registry has shown the manifest.
   *
   * @param observe called with each piece of news, in order; a new phase is always told
   * @param signal aborts the save at the next possible moment: the promise rejects with code `cancelled`
   * @throws FactoryError with the code and the reason; `exclude_unavailable` rather than to save what is to be left out
   */
  save(task: CommitTask, observe: (progress: JobProgress) => void, signal: AbortSignal): Promise<CommittedImage>;
}

/** Token of the way to save that the application uses. */
export const COMMIT_STRATEGY = Symbol('CommitStrategy');

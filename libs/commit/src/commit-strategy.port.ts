import type { ImageReference, RegistryCredentials, VerifiedBy } from '@image-factory/oci';
import type { ContainerMount } from '@image-factory/runtime';
import type { CommitObserver } from './commit-observer.js';
import type { Exclusions } from './exclusions/exclusions.js';

/** A container to commit. */
export interface CommitTask {
  /** Id of the commit; part of the names on the node, which identifies leftovers of this agent. */
  readonly transaction: string;
  /** Full id of the container, 64 hexadecimal digits. */
  readonly containerId: string;
  /** Push target, always with a tag. */
  readonly reference: ImageReference;
  /** Credentials for the registry of the reference; undefined pushes anonymously. */
  readonly credentials: RegistryCredentials | undefined;
  /** Author of the image. */
  readonly author?: string;
  /** Commit message. */
  readonly note?: string;
  /** Exclusions and redactions; default none. */
  readonly exclusions?: Exclusions;
}

/** Result of a commit. */
export interface CommittedImage {
  /** Digest of the manifest that the registry returned to a HEAD after the push: `sha256:<64 hex>`. */
  readonly digest: string;
  /** Summary in a sentence for people. */
  readonly message: string;
  /** Bytes sent to the registry, if known. */
  readonly pushedBytes?: number;
  /** Response by which the registry confirmed the digest: to a HEAD, to a GET, or to the push itself. */
  readonly verifiedBy?: VerifiedBy;
  /** Mounts of the container, whose content is not in the image. */
  readonly notSaved?: readonly ContainerMount[];
}

/** A strategy that turns a running container into an image in a registry. */
export interface CommitStrategy {
  /**
   * Commits a container. On success and on failure the container is resumed, and no image of the commit stays on the
   * node; removal may end shortly after the promise settles, or after an operation that the runtime cannot cancel.
   * Resolves only after the registry has confirmed the manifest.
   *
   * @param signal cancels the commit as soon as possible: the promise rejects with code `cancelled`
   * @throws FactoryError with the code and the reason; `exclude_unavailable` if the exclusions cannot be applied
   */
  commit(task: CommitTask, observer: CommitObserver, signal: AbortSignal): Promise<CommittedImage>;
}

/** Injection token of the strategy that the application uses. */
export const COMMIT_STRATEGY = Symbol('CommitStrategy');

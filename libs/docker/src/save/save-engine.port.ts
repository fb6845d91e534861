import type { ImageReference } from '../reference/image-reference.js';
import type { Omissions } from '../omissions/omissions.js';
import type { RegistryCredentials } from '../credentials/registry-credentials.js';

/** One container to be saved. */
export interface SaveTask {
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
export type SavePhase = 'committing' | 'pushing';

/** News of a running save. Passing: the next one replaces it. */
export interface SaveProgress {
  readonly phase: SavePhase;
  /** A sentence for a person. */
  readonly message: string;
  /** Bytes done in this phase. */
  readonly bytes?: number;
  /** Bytes in all in this phase, as far as known; never below `bytes`. */
  readonly totalBytes?: number;
}

/** What a save has made. */
export interface SavedImage {
  /** Digest of the manifest, as the registry has answered it to a HEAD after the push: `sha256:<64 hex>`. */
  readonly digest: string;
  /** What was done, in a sentence for a person. */
  readonly message: string;
  /** Bytes that were sent to the registry, as far as known. */
  readonly pushedBytes?: number;
  /** How the registry confirmed the digest: its answer to a HEAD, to a GET, or to the push itself. */
  readonly verifiedBy?: VerifiedBy;
}

/** The answers by which a registry confirms a digest, the strongest evidence first. */
export type VerifiedBy = 'head' | 'get' | 'push';

/** The time for which a save has kept a container frozen: Unix milliseconds. */
export interface FreezePeriod {
  /** Full id of the container. */
  readonly containerId: string;
  readonly from: number;
  readonly to: number;
}

/** A way to save a running container as an image in a registry. */
export interface SaveEngine {
  /**
   * Saves a container. Whatever happens, the container is not left paused and no image of the save stays
   * on the node, though it may go only shortly after the end; what an engine cannot be stopped in goes as soon as it
   * is done. Resolves only after the registry has shown the manifest.
   *
   * @param observe called with each piece of news, in order; a new phase is always told
   * @param signal aborts the save at the next possible moment: the promise rejects with code `cancelled`
   * @throws FactoryError with the code and the reason; `exclude_unavailable` rather than to save what is to be left out
   */
  save(task: SaveTask, observe: (progress: SaveProgress) => void, signal: AbortSignal): Promise<SavedImage>;
}

/** Token of the way to save that the application uses. */
export const SAVE_ENGINE = Symbol('SaveEngine');

import type { ImageReference, RegistryCredentials } from '@image-factory/oci';
import type { ContainerFacts } from './container.js';
import type { PauseHold } from './pauser.port.js';

/** Request for a commit by the runtime itself. */
export interface NativeCommitRequest {
  /** Id of the commit. */
  readonly commitId: string;
  /** Full id of the container. */
  readonly containerId: string;
  /** Push target, always with a tag. */
  readonly reference: ImageReference;
  readonly author?: string;
  readonly note?: string;
  /** Returns the names of the environment variables to redact, given the container's configuration. */
  readonly redact: (config: ContainerFacts['config']) => readonly string[];
  /** Acquires the container. The runtime releases it when it has finished with it, even after a cancel. */
  readonly hold: (signal: AbortSignal) => Promise<PauseHold>;
}

/** Progress of a push, over all layers. */
export interface PushProgress {
  /** Layers that the runtime has reported so far, and those of them that are in the registry. */
  readonly layers: number;
  readonly layersDone: number;
  /** Uncompressed bytes sent, never above `totalBytes`; excludes layers that the registry had already. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Callbacks of a push. */
export interface PushObserver {
  /** Receives a sentence for people, such as the wait for another push. */
  readonly report: (message: string) => void;
  readonly progress: (progress: PushProgress) => void;
}

/** An image that a runtime has committed; it stays on the node until it is removed. */
export interface NativeImage {
  /**
   * Pushes the image to the reference of its request.
   *
   * @param confirm called with the digest of the manifest while the reference on the node still denotes this image
   * @throws FactoryError `registry_*`, `engine_*`, `cancelled`; errors of `confirm`
   */
  push(
    credentials: RegistryCredentials | undefined,
    observer: PushObserver,
    confirm: (digest: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;

  /** Keeps the image on the node under its reference, unless another image has that name. Never fails. */
  keep(): Promise<void>;

  /** Removes the commit's names from the image, and the image with its last name. Never fails. */
  remove(): Promise<void>;
}

/** The runtime's own commit and push, such as `docker commit` and `docker push`. */
export interface NativeCommit {
  /**
   * Commits a container to an image; the runtime pauses and resumes it.
   *
   * @param report receives sentences for people, such as an outage of the runtime
   * @throws FactoryError `too_many_layers`, `disk_full`, `container_not_found`, `engine_*`, `cancelled`
   */
  commit(request: NativeCommitRequest, report: (message: string) => void, signal: AbortSignal): Promise<NativeImage>;

  /** Removes the images that interrupted commits have left on the node. @returns the number of removed images */
  removeLeftovers(): Promise<number>;

  /** Resolves when the runtime has finished all cancelled commits. */
  settled(): Promise<void>;
}

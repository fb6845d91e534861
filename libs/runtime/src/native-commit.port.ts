import type { ImageReference, RegistryCredentials } from '@image-factory/oci';
import type { ContainerFacts } from './container.js';

/** A container to make an image of, by the runtime's own means. */
export interface NativeCommitRequest {
  /** Id of the commit. */
  readonly commitId: string;
  /** Full id of the container. */
  readonly containerId: string;
  /** Where the image is pushed to, always with a tag. */
  readonly reference: ImageReference;
  readonly author?: string;
  readonly note?: string;
  /** Names of the environment variables that lose their values, given the container's configuration. */
  readonly redact: (config: ContainerFacts['config']) => readonly string[];
}

/** Progress of a push, over all layers. */
export interface PushProgress {
  /** Layers that the runtime has mentioned so far, and those of them that are in the registry. */
  readonly layers: number;
  readonly layersDone: number;
  /** Uncompressed bytes sent, never above `totalBytes`; layers that the registry had already do not count. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Receives what happens in a push. */
export interface PushObserver {
  /** A sentence for a person, such as that the push waits for another one. */
  readonly report: (message: string) => void;
  readonly progress: (progress: PushProgress) => void;
}

/** An image that a runtime has made of a container; it stays on the node until it is removed. */
export interface NativeImage {
  /**
   * Pushes the image to the reference of its request.
   *
   * @param confirm called with the digest of the manifest while the reference on the node still means this image
   * @throws FactoryError `registry_*`, `engine_*`, `cancelled`; whatever `confirm` throws
   */
  push(
    credentials: RegistryCredentials | undefined,
    observer: PushObserver,
    confirm: (digest: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;

  /** Keeps the image on the node under its reference, unless another image has that name. Never fails. */
  keep(): Promise<void>;

  /** Removes the names of the commit from the image, and with its last name the image. Never fails. */
  remove(): Promise<void>;
}

/** The runtime's own way to make an image and to push it, such as `docker commit` and `docker push`. */
export interface NativeCommit {
  /** Whether an earlier commit of this container has not ended. */
  isBusy(containerId: string): boolean;

  /**
   * Makes an image of a container; the runtime pauses and resumes it.
   *
   * @param report receives sentences for a person, such as that the runtime is waited for
   * @throws FactoryError `too_many_layers`, `disk_full`, `container_not_found`, `engine_*`, `cancelled`
   */
  commit(request: NativeCommitRequest, report: (message: string) => void, signal: AbortSignal): Promise<NativeImage>;

  /** Removes the images that interrupted commits have left on the node. @returns how many */
  removeLeftovers(): Promise<number>;

  /** Resolves when the runtime is done with every commit that was cancelled. */
  settled(): Promise<void>;
}

import type { ContainerFacts } from '@image-factory/runtime';

/**
 * Where the runtime stores images and containers: Docker's image store with the storage driver overlay2, the image store
 * of containerd with the snapshotter overlayfs, or Podman's storage with the driver overlay.
 */
export type ImageStoreKind = 'overlay2' | 'containerd' | 'podman' | 'other';

/** Container facts of the runtime, with the folders of its layers. */
export interface EngineContainer extends ContainerFacts {
  /** Digest of the manifest of its base image; undefined if the runtime reports none. */
  readonly manifest: string | undefined;
  readonly storage: { readonly driver: string; readonly data: Readonly<Record<string, string>> };
}

/** Facts about the runtime. */
export interface EngineInfo {
  readonly id: string;
  /** Version of the runtime: `20.10.24`. */
  readonly serverVersion: string;
  /** `overlay2`, `vfs`, … */
  readonly storageDriver: string;
  readonly imageStore: ImageStoreKind;
  /** Path of the socket of its containerd; undefined if Docker does not report it. */
  readonly containerdAddress?: string;
  /** Data root of the runtime: `/var/lib/docker`. */
  readonly rootDirectory: string;
  readonly operatingSystem: string;
  /** `linux` */
  readonly osType: string;
  /** In the spelling of `uname -m`: `x86_64`. */
  readonly architecture: string;
  /** Whether the runtime maps user ids (userns-remap). */
  readonly remapsUsers: boolean;
  readonly isRootless: boolean;
}

/** An event of a container in the runtime's history. */
export interface ContainerEvent {
  readonly action: 'pause' | 'unpause' | 'commit';
  /** Unix milliseconds, by the runtime's clock. */
  readonly at: number;
  /** Id of the image that a commit has created: `sha256:<64 hex>`. */
  readonly image: string | undefined;
}

/** Facts about an image. */
export interface ImageFacts {
  /** `sha256:<64 hex>` */
  readonly id: string;
  /** Its names on the node: `registry/repository:tag`, in the runtime's short spelling. */
  readonly tags: readonly string[];
  /** `registry/repository@sha256:…` for every registry that it was pulled from or pushed to. */
  readonly digests: readonly string[];
  /** Digests of its uncompressed layers, lowest first. */
  readonly layers: readonly string[];
  /** `amd64` */
  readonly architecture: string;
  /** `linux` */
  readonly os: string;
}

/** Options of a commit. */
export interface CommitOptions {
  /** Name of the new image, with a tag; assigned together with the creation of the image. */
  readonly name: string;
  readonly tag: string;
  readonly author?: string;
  readonly comment?: string;
  /** Whether the runtime pauses the container during the copy, and resumes it afterwards. */
  readonly pause: boolean;
  /** Names of the environment variables to redact in the image. */
  readonly redacted: readonly string[];
}

/** Result of a push. */
export interface PushedManifest {
  /** `sha256:<64 hex>` */
  readonly digest: string;
}

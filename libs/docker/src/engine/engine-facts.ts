import type { ContainerFacts } from '@image-factory/runtime';

/** A container as the engine describes it, with the folders of its layers. */
export interface EngineContainer extends ContainerFacts {
  readonly storage: { readonly driver: string; readonly data: Readonly<Record<string, string>> };
}

/** What the engine says about itself. */
export interface EngineInfo {
  readonly id: string;
  /** Version of the engine: `20.10.24`. */
  readonly serverVersion: string;
  /** `overlay2`, `vfs`, … */
  readonly storageDriver: string;
  /** Folder under which the engine keeps everything: `/var/lib/docker`. */
  readonly rootDirectory: string;
  readonly operatingSystem: string;
  /** `linux` */
  readonly osType: string;
  /** As `uname -m` has it: `x86_64`. */
  readonly architecture: string;
  /** Whether the ids of the containers' users are mapped (userns-remap), or the engine runs rootless. */
  readonly remapsUsers: boolean;
}

/** Something that happened to a container, as the engine remembers it. */
export interface ContainerEvent {
  readonly action: 'pause' | 'unpause' | 'commit';
  /** Unix milliseconds, by the engine's clock. */
  readonly at: number;
  /** Id of the image that a commit has made: `sha256:<64 hex>`. */
  readonly image: string | undefined;
}

/** What the engine knows about one image. */
export interface ImageFacts {
  /** `sha256:<64 hex>` */
  readonly id: string;
  /** Its names on the node: `registry/repository:tag`, in the engine's short spelling. */
  readonly tags: readonly string[];
  /** `registry/repository@sha256:…` of every registry it was pulled from or pushed to. */
  readonly digests: readonly string[];
  /** Digests of its uncompressed layers, the lowest first. */
  readonly layers: readonly string[];
  /** `amd64` */
  readonly architecture: string;
  /** `linux` */
  readonly os: string;
}

/** How a container becomes an image. */
export interface CommitOptions {
  /** Name of the new image, with a tag; the engine gives it the moment the image is there. */
  readonly name: string;
  readonly tag: string;
  readonly author?: string;
  readonly comment?: string;
  /** Whether the engine freezes the container while it copies. It thaws it by itself afterwards. */
  readonly pause: boolean;
  /** Names of environment variables that the image has without their values. */
  readonly blank: readonly string[];
}

/** What a push has put into the registry. */
export interface PushedManifest {
  /** `sha256:<64 hex>` */
  readonly digest: string;
}

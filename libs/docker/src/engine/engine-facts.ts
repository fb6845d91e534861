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

/** What the engine knows about one container. */
export interface ContainerFacts {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  /** Id of the image it was made from: `sha256:<64 hex>`. */
  readonly imageId: string;
  /** True while it is paused, too. */
  readonly running: boolean;
  readonly paused: boolean;
  /** Process id of its first process on the node; 0 when it does not run. */
  readonly pid: number;
  /** Between two runs of a container with a restart policy; `running` is true meanwhile, and there is no process. */
  readonly restarting: boolean;
  /** How often its restart policy has started it again. */
  readonly restartCount: number;
  /** When its last run started and ended, as the engine writes it; equal texts are equal moments. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** The container's configuration in the engine's own words (Env, Cmd, Labels, …), as an image config takes it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Where its layers are. */
  readonly storage: { readonly driver: string; readonly data: Readonly<Record<string, string>> };
  /** Volumes, bind mounts and file systems in memory: paths in the container that are no part of the image. */
  readonly mounts: readonly { readonly type: string; readonly destination: string }[];
  /** Paths on the node of the files that the engine mounts into the container itself; empty when it does not. */
  readonly hostsPath: string;
  readonly hostnamePath: string;
  readonly resolvConfPath: string;
}

/** A path that a container has changed. */
export interface ContainerChange {
  /** From the root of the container. */
  readonly path: string;
  readonly kind: 'modified' | 'added' | 'deleted';
}

/** What a container has changed, as `docker diff` tells it. */
export interface ContainerChanges {
  readonly changes: readonly ContainerChange[];
  /** False if there are more, too many to be read. */
  readonly isComplete: boolean;
}

/** Something that happened to a container, as the engine remembers it. */
export interface ContainerEvent {
  readonly action: 'pause' | 'unpause' | 'commit';
  /** Unix milliseconds, by the engine's clock. */
  readonly at: number;
  /** Id of the image that a commit has made: `sha256:<64 hex>`. */
  readonly image: string | undefined;
}

/** A container as the list of the engine has it. */
export interface ContainerSummary {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  /** Image that it was made from, as it was named then. */
  readonly image: string;
  /** `running`, `paused`, `exited`, … */
  readonly state: string;
  /** In words, with its age. */
  readonly status: string;
  readonly createdAt: Date;
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

/** News of a running push. */
export interface PushProgress {
  /** Layers that the engine has spoken of so far, and those of them that are in the registry. */
  readonly layers: number;
  readonly layersDone: number;
  /** Uncompressed bytes sent, never above `totalBytes`; layers that the registry had already do not count. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** What a push has put into the registry. */
export interface PushedManifest {
  /** `sha256:<64 hex>` */
  readonly digest: string;
}

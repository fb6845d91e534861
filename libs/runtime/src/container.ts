/** Facts about one container, at one moment. */
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
  /** When its last run started and ended, as the runtime writes it; equal texts are equal moments. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** The container's configuration in the runtime's own words (Env, Cmd, Labels, …), as an image config takes it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Volumes, bind mounts and file systems in memory: paths in the container that are no part of the image. */
  readonly mounts: readonly ContainerMount[];
}

/** A path of a container that is no part of its image. */
export interface ContainerMount {
  /** `volume`, `bind`, `tmpfs`, … */
  readonly type: string;
  /** Path in the container. */
  readonly destination: string;
}

/** Sizes of a container, in bytes. */
export interface ContainerSizes {
  /** The whole file system: what `docker ps -s` calls virtual. */
  readonly whole: number;
  /** The part that the container has changed. */
  readonly changed: number;
}

/** A path that a container has changed. */
export interface ContainerChange {
  /** From the root of the container. */
  readonly path: string;
  readonly kind: 'modified' | 'added' | 'deleted';
}

/** The paths that a container has changed, as `docker diff` lists them. */
export interface ContainerChanges {
  readonly changes: readonly ContainerChange[];
  /** False if there are more, too many to be read. */
  readonly isComplete: boolean;
}

/** A container as the runtime lists it. */
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

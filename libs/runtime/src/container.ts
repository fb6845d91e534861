/** The place of a container in Kubernetes. */
export interface ContainerPod {
  readonly namespace: string;
  /** Name of the pod. */
  readonly name: string;
  /** Name of the container in the pod. */
  readonly container: string;
}

/** How a container is paused: by a call of the runtime, or by the freezer of its control group. */
export type PauseMethod = 'runtime' | 'freezer';

/** Facts about one container, at one moment. */
export interface ContainerFacts {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  /** Undefined outside Kubernetes. */
  readonly pod?: ContainerPod;
  /** Id of its base image: `sha256:<64 hex>`. */
  readonly imageId: string;
  /** Name of its base image at its creation, as its user wrote it; an id if it has none. */
  readonly imageName?: string;
  /** Also true while it is paused. */
  readonly running: boolean;
  readonly paused: boolean;
  /** How it is paused, or how a pause would be made; undefined if the runtime has only one method. */
  readonly pauseMethod?: PauseMethod;
  /** Process id of its first process on the node; 0 if it is stopped. */
  readonly pid: number;
  /** The restart policy is about to start it; `running` is true meanwhile, although there is no process. */
  readonly restarting: boolean;
  /** Number of starts by its restart policy. */
  readonly restartCount: number;
  /** Times of its last start and stop in the runtime's spelling; compare them as text only. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /**
   * The container's configuration in the runtime's format (Env, Cmd, Labels, …), which is also that of an image config.
   */
  readonly config: Readonly<Record<string, unknown>>;
  /** Volumes, bind mounts and in-memory file systems: paths of the container outside the image. */
  readonly mounts: readonly ContainerMount[];
}

/** A path of a container outside its image. */
export interface ContainerMount {
  /** `volume`, `bind`, `tmpfs`, … */
  readonly type: string;
  /** Path in the container. */
  readonly destination: string;
}

/** Sizes of a container, in bytes. */
export interface ContainerSizes {
  /** The whole file system: the virtual size of `docker ps -s`. */
  readonly whole: number;
  /** The changes of the container. */
  readonly changed: number;
}

/** A path that a container has changed. */
export interface ContainerChange {
  /** Absolute path in the container. */
  readonly path: string;
  readonly kind: 'modified' | 'added' | 'deleted';
}

/** The paths that a container has changed, as in `docker diff`. */
export interface ContainerChanges {
  readonly changes: readonly ContainerChange[];
  /** False if the list is truncated. */
  readonly isComplete: boolean;
}

/** A container in the runtime's list. */
export interface ContainerSummary {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  /** Undefined outside Kubernetes. */
  readonly pod?: ContainerPod;
  /** Name of its base image at its creation. */
  readonly image: string;
  /** `running`, `paused`, `exited`, … */
  readonly state: string;
  /** Status with age, in words. */
  readonly status: string;
  readonly createdAt: Date;
}

/** The part of a container's facts that a start, a pause or a resume changes. */
type ContainerState = Pick<
  ContainerFacts,
  'running' | 'paused' | 'restarting' | 'pid' | 'startedAt' | 'finishedAt' | 'restartCount'
>;

/** Whether the container was not started, paused or resumed between two inspections, as far as the runtime shows it. */
export function isSameState(one: ContainerState, other: ContainerState): boolean {
  return one.paused === other.paused && isSameRun(one, other);
}

/** Whether both states belong to the same start of the container, or to the same stop. */
export function isSameRun(one: ContainerState, other: ContainerState): boolean {
  return (
    one.running === other.running &&
    one.restarting === other.restarting &&
    one.pid === other.pid &&
    one.startedAt === other.startedAt &&
    one.finishedAt === other.finishedAt &&
    one.restartCount === other.restartCount
  );
}

/** Whether processes of the container are running now. */
export function isActive({ running, paused, restarting }: ContainerState): boolean {
  return running && !paused && !restarting;
}

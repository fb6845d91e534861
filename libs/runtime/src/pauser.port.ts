import type { ContainerFacts } from './container.js';

/** The period in which a commit kept a container paused: Unix milliseconds. */
export interface PausePeriod {
  /** Full id of the container. */
  readonly containerId: string;
  readonly from: number;
  readonly to: number;
}

/** Pauses and resumes the processes of a container, transparently to them. Every failure is a FactoryError. */
export interface Pauser {
  /**
   * Pauses a container; none of its processes runs once the promise has resolved.
   *
   * @throws FactoryError `container_not_found`, `engine_failed` if it is stopped or already paused,
   *   `engine_unreachable` if it may have been paused
   */
  pause(containerId: string): Promise<void>;

  /**
   * Resumes a paused container; its processes run once the promise has resolved.
   *
   * @throws FactoryError `container_not_found`, `engine_failed` if it is not paused, `engine_unreachable`
   */
  resume(containerId: string): Promise<void>;

  /**
   * Resumes a container that this process has paused, if that needs no runtime: `resume` has just found it unreachable.
   *
   * @returns whether the container was resumed
   */
  resumeOffline?(containerId: string): Promise<boolean>;

  /**
   * Whether the container was resumed since a moment, as far as the runtime remembers: a current pause then differs
   * from the one at that moment.
   *
   * @param at Unix milliseconds
   */
  wasResumedSince(containerId: string, at: number): Promise<boolean>;
}

/** A pause by the runtime itself, such as that of `docker commit`. */
export interface ExpectedPause {
  /**
   * Resumes the container if it is paused now; retries while the runtime does not answer. Never fails.
   *
   * @returns whether the container was paused
   */
  resume(): Promise<boolean>;

  /** Records that the runtime has resumed the container, or will not pause it again. Never fails. */
  end(): Promise<void>;
}

/**
 * The exclusive right to have one container paused. While one commit has it, no other commit of this agent pauses or
 * resumes the container, whatever its strategy.
 */
export interface PauseHold {
  /**
   * Journals a pause that the runtime is about to make, so that a killed agent resumes the container at its next start.
   *
   * @param facts the container before the pause
   */
  expectPause(facts: ContainerFacts): Promise<ExpectedPause>;

  /** Releases the container to the next commit, once this commit and its calls to the runtime have finished. */
  release(): void;
}

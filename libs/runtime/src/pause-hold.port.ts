import type { ContainerFacts } from './container.js';

/** A pause that the runtime makes by itself, such as that of `docker commit`. */
export interface ExpectedPause {
  /**
   * Resumes the container if it is paused now; retries while the runtime does not answer. Never fails.
   *
   * @returns whether the container was paused
   */
  resume(): Promise<boolean>;

  /** States that the runtime has resumed the container, or will not pause it any more. Never fails. */
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

  /** Gives the container to the next commit: this one, and what it has started in the runtime, is done with it. */
  release(): void;
}

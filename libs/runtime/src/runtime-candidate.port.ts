import type { ContainerRuntime } from './container-runtime.port.js';

/** A place where a runtime may be on this node. */
export interface RuntimeCandidate {
  /** For logs and messages: `Docker at unix:///var/run/docker.sock`. */
  readonly label: string;
  /** Undefined for a runtime over TCP. */
  readonly socketPath?: string;
  /** Whether the configuration names it: it is then expected from the start, and no answer is an outage. */
  readonly isConfigured: boolean;
  /** Connects to the runtime. */
  open(): OpenRuntime;
}

/** A runtime that the agent is connected to. */
export interface OpenRuntime {
  readonly runtime: ContainerRuntime;
  /**
   * Whether it answers and has containers to commit.
   *
   * @throws FactoryError `engine_unreachable`
   */
  serves(): Promise<boolean>;
  close?(): void;
}

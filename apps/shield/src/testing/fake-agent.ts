import type { AgentCommitAnswer, AgentCommitRequest } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import type { AgentClient } from '../agent-registry/agent.client.js';

/** The calls of `AgentClient` that the core of the shield makes. */
type AgentPort = Pick<AgentClient, 'health' | 'identity' | 'commit' | 'cancel'>;

/** The agents of all nodes in one object: it accepts commits, runs none, and fails with the errors that a test sets. */
export class FakeAgent implements AgentPort {
  /** Accepted commits, in order. */
  readonly accepted: AgentCommitRequest[] = [];
  /** Ids of the commits that it was requested to stop. */
  readonly stopped: string[] = [];
  /** Full ids by container name; the ids of other containers are unknown. */
  readonly containers = new Map<string, string>();
  bootId?: string = 'boot-1';
  /** Failure of every health check. */
  illness?: FactoryError;
  /** Failure of every dispatch. */
  refusal?: FactoryError;
  /** Failure of every request to stop a commit. */
  stopRefusal?: FactoryError;

  health(): Promise<void> {
    return this.illness ? Promise.reject(this.illness) : Promise.resolve();
  }

  identity(_address: string, container: string): Promise<string | undefined> {
    return Promise.resolve(this.containers.get(container));
  }

  commit(_address: string, request: AgentCommitRequest): Promise<AgentCommitAnswer> {
    if (this.refusal) return Promise.reject(this.refusal);
    this.accepted.push(request);
    return Promise.resolve({ success: true, msg: 'ok', boot_id: this.bootId });
  }

  cancel(_address: string, transaction: string): Promise<void> {
    if (this.stopRefusal) return Promise.reject(this.stopRefusal);
    this.stopped.push(transaction);
    return Promise.resolve();
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { FactoryError } from '@image-factory/errors';
import { AgentClient } from '../agent-registry/agent.client.js';
import { AgentRegistryService } from '../agent-registry/agent-registry.service.js';
import { CommitLedger } from './commit-ledger.js';
import type { CommitRecord } from './commit-record.js';
import { hasEnded } from './commit-state.js';

/** Stops saves that nobody wants any more. */
@Injectable()
export class Cancellation {
  private readonly logger = new Logger(Cancellation.name);
  private readonly pursued = new Map<string, Promise<void>>();

  constructor(
    private readonly agents: AgentRegistryService,
    private readonly client: AgentClient,
    private readonly ledger: CommitLedger,
  ) {}

  /**
   * Asks for a save to be cancelled. One that waits ends at once, another one when its agent has stopped it. Asking
   * once more changes nothing.
   *
   * @param by who asks, in words
   * @returns the record as it is then
   * @throws FactoryError `commit_not_found`, `commit_ended`, `cancel_unavailable`
   */
  async ask(record: CommitRecord, by: string): Promise<CommitRecord> {
    if (record.errorCode === 'cancelled') return record;
    if (isOfFirstGeneration(record)) {
      throw new FactoryError('cancel_unavailable', `The agent of ${record.ip} cannot stop a save.`);
    }
    const asked = await this.ledger.apply(record.id, { kind: 'cancel', at: Date.now(), by });
    if (!asked) throw new FactoryError('commit_not_found', `Commit ${record.id} was not found.`);
    if (asked.cancelledBy === undefined) {
      throw new FactoryError('commit_ended', `Commit ${record.id} has ended: ${asked.status}.`);
    }
    if (!hasEnded(asked)) await this.tellAgent(asked);
    return asked;
  }

  /** Tells the agent once more that a save is to be stopped. */
  pursue(record: CommitRecord): void {
    void this.tellAgent(record);
  }

  private tellAgent(record: CommitRecord): Promise<void> {
    const { id } = record;
    const told = this.pursued.get(id) ?? this.stop(record).finally(() => this.pursued.delete(id));
    this.pursued.set(id, told);
    return told;
  }

  /** An agent that does not answer is told again, one that does not know the save any more has stopped it. */
  private async stop({ id, ip, cancelledBy, requestId }: CommitRecord): Promise<void> {
    try {
      const agent = await this.agents.find(ip);
      if (agent) await this.client.cancel(agent.address, id, requestId);
    } catch (error) {
      const { code, message } = FactoryError.from(error);
      this.logger.warn({ transaction: id, requestId, reason: message }, 'the agent could not be told to stop a save');
      if (code !== 'commit_not_found') return;
      const reason = `cancelled by ${cancelledBy}`;
      await this.ledger.apply(id, { kind: 'fail', at: Date.now(), code: 'cancelled', reason });
    }
  }
}

/** Whether a save is in the hands of an agent that has told no boot id, and so knows nothing of cancelling either. */
function isOfFirstGeneration({ startedAt, bootId }: CommitRecord): boolean {
  return startedAt !== undefined && bootId === undefined;
}

import { Injectable, Logger } from '@nestjs/common';
import { CommitStatus } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { inRequestContext } from '@image-factory/service';
import { AgentClient } from '../../agent-registry/agent.client.js';
import { AgentRegistryService } from '../../agent-registry/agent-registry.service.js';
import { CommitLedger } from '../state/commit-ledger.js';
import { type CommitRecord, isOfFirstGeneration } from '../state/commit-record.js';
import { CommitRecords, unknownCommit } from '../state/commit-records.js';
import { hasEnded, stateOf } from '../state/commit-state.js';

/** A first-generation agent repeats PUSHING every 3 s: after three missed reports the commit counts as lost. */
const LOST_PUSH_MS = 10_000;

/** Cancels commits. */
@Injectable()
export class Cancellation {
  private readonly logger = new Logger(Cancellation.name);
  private readonly pursued = new Map<string, Promise<void>>();

  constructor(
    private readonly agents: AgentRegistryService,
    private readonly client: AgentClient,
    private readonly ledger: CommitLedger,
    private readonly records: CommitRecords,
  ) {}

  /**
   * Requests the cancellation of a commit. A queued commit ends at once, any other when its agent has stopped it.
   * Idempotent.
   *
   * @param by requester, in words
   * @returns the updated record
   * @throws FactoryError `commit_not_found`, `commit_ended`, `cancel_unavailable`
   */
  async request(id: string, by: string): Promise<CommitRecord> {
    const record = await this.records.get(id);
    if (record.errorCode === 'cancelled') return record;
    const lost = hasEnded(record) || !isOfFirstGeneration(record) ? undefined : await this.lossOf(record);
    if (lost === 'no') throw new FactoryError('cancel_unavailable', `The agent of ${record.ip} cannot stop a commit.`);
    const updated = await this.ledger.apply(record.id, { kind: 'cancel', at: Date.now(), by });
    if (!updated) throw new FactoryError('commit_not_found', unknownCommit(id));
    if (updated.cancelledBy === undefined) {
      throw new FactoryError('commit_ended', `Commit ${record.id} has ended: ${stateOf(updated)}.`);
    }
    if (hasEnded(updated)) return updated;
    if (lost === undefined) await this.stopAtAgent(updated);
    if (lost === 'yes') return (await this.end(updated)) ?? updated;
    const unanswered = { kind: 'stop-request', at: Date.now(), answered: false } as const;
    return (lost === 'maybe' && (await this.ledger.apply(updated.id, unanswered))) || updated;
  }

  /**
   * Whether a first-generation agent has lost a commit. Such an agent has no call that lists its commits, but may be
   * offline or silent.
   */
  private async lossOf({ ip, status, heardAt }: CommitRecord): Promise<'yes' | 'maybe' | 'no'> {
    const agent = await this.agents.find(ip);
    if (!agent || agent.bootId !== undefined) return 'yes';
    if (status === CommitStatus.PUSHING && heardAt < Date.now() - LOST_PUSH_MS) return 'yes';
    return this.client.health(agent.address).then(
      () => 'no',
      () => 'maybe',
    );
  }

  private end({ id, ip }: CommitRecord): Promise<CommitRecord | undefined> {
    const reason = `The agent of ${ip} has lost the commit.`;
    return this.ledger.apply(id, { kind: 'lose', at: Date.now(), reason });
  }

  /** Repeats the request to stop a commit. */
  pursue(record: CommitRecord): void {
    void this.stopAtAgent(record);
  }

  private stopAtAgent(record: CommitRecord): Promise<void> {
    const { id } = record;
    const stop = (): Promise<void> =>
      inRequestContext(record, () => this.stop(record)).finally(() => this.pursued.delete(id));
    const stopped = this.pursued.get(id) ?? stop();
    this.pursued.set(id, stopped);
    return stopped;
  }

  /** Retries while the agent does not respond; an agent without the commit has stopped it. */
  private async stop(record: CommitRecord): Promise<void> {
    const { id, ip, cancelledBy } = record;
    // A first-generation agent cannot stop a commit: it ends the commit itself, or is lost.
    if (!hasEnded(record) && isOfFirstGeneration(record)) return;
    const at = Date.now();
    try {
      const agent = await this.agents.find(ip);
      if (agent) await this.client.cancel(agent.address, id);
      await this.ledger.apply(id, { kind: 'stop-request', at, answered: agent !== undefined });
    } catch (error) {
      const { code, logText } = FactoryError.from(error);
      this.logger.warn({ transaction: id, reason: logText }, 'request to stop a commit failed');
      if (code !== 'commit_not_found') {
        await this.ledger.apply(id, { kind: 'stop-request', at, answered: code !== 'agent_unreachable' });
        return;
      }
      const reason = `cancelled by ${cancelledBy}`;
      await this.ledger.apply(id, { kind: 'fail', at: Date.now(), code: 'cancelled', reason });
    }
  }
}

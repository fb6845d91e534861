import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { type AgentRegistration, CommitStatus } from '@image-factory/contracts';
import { inRequestContext } from '@image-factory/service';
import { type Subscription, concatMap } from 'rxjs';
import { AgentRegistryService } from '../agent-registry/agent-registry.service.js';
import { Cancellation } from '../commit/cancel/cancellation.js';
import { CommitLedger } from '../commit/state/commit-ledger.js';
import { type CommitRecord, isOfFirstGeneration } from '../commit/state/commit-record.js';
import { IN_HAND } from '../commit/state/commit-state.js';
import { CommitRecords } from '../commit/state/commit-records.js';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { TASK_LOCK, type TaskLock } from '../platform/task-lock/task-lock.port.js';

/** Limit on the attempts of a commit. */
const MAX_ATTEMPTS = 3;

/** Finds commits without an agent that runs them, and dispatches, retries or fails them. */
@Injectable()
export class LostCommitsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(LostCommitsService.name);
  private subscription?: Subscription;

  constructor(
    private readonly configuration: ShieldConfiguration,
    private readonly agents: AgentRegistryService,
    private readonly ledger: CommitLedger,
    private readonly cancellation: Cancellation,
    private readonly records: CommitRecords,
    @Inject(TASK_LOCK) private readonly lock: TaskLock,
  ) {}

  onApplicationBootstrap(): void {
    const reconciled = this.agents.registrations.pipe(concatMap((registration) => this.reconcile(registration)));
    this.subscription = reconciled.subscribe();
  }

  onApplicationShutdown(): void {
    this.subscription?.unsubscribe();
  }

  /** Dispatches the queued commits of an agent that has registered, and retries or fails those that it has lost. */
  private async reconcile(registration: AgentRegistration): Promise<void> {
    try {
      for (const record of await this.records.unended(registration.ip)) {
        await inRequestContext(record, () => this.reconcileOne(record, registration));
      }
    } catch (error) {
      this.logger.error(error, `the commits of ${registration.ip} could not be reconciled with its registration`);
    }
  }

  private async reconcileOne(record: CommitRecord, registration: AgentRegistration): Promise<void> {
    if (record.dispatchFailures > 0) await this.ledger.apply(record.id, { kind: 'retry-now', at: Date.now() });
    if (!IN_HAND.includes(record.status)) return;
    // First-generation agents register without a boot id, and so their records have none.
    if (isOfFirstGeneration(record) !== (registration.boot_id === undefined)) {
      const reason = `The agent of ${record.ip} was replaced by one of another generation during the commit.`;
      await this.ledger.apply(record.id, { kind: 'lose', at: Date.now(), reason });
    } else if (isLost(record, registration)) await this.retry(record);
  }

  private async retry({ id, attempt }: CommitRecord): Promise<void> {
    const at = Date.now();
    if (attempt < MAX_ATTEMPTS) {
      const reason = 'the agent was restarted during the commit; retrying';
      await this.ledger.apply(id, { kind: 'requeue', at, reason });
    } else {
      const reason = `The agent was restarted during the commit, ${attempt} times.`;
      await this.ledger.apply(id, { kind: 'lose', at, reason });
    }
  }

  /** Fails commits that have timed out, and those of silent agents. */
  @Interval(2_000)
  async giveUp(): Promise<void> {
    await this.lock.exclusively('fail-lost-commits', () => this.failOverdue());
  }

  private async failOverdue(): Promise<void> {
    const at = Date.now();
    for (const record of await this.records.unended()) {
      if (IN_HAND.includes(record.status)) await inRequestContext(record, () => this.failIfOverdue(record, at));
    }
  }

  private async failIfOverdue(record: CommitRecord, at: number): Promise<void> {
    const { commit_timeout, agent_lost_after } = this.configuration;
    if (at - (record.startedAt ?? at) > commit_timeout * 1000) {
      const reason = `The commit has taken longer than ${commit_timeout} s.`;
      await this.ledger.apply(record.id, { kind: 'fail', at, code: 'commit_timeout', reason });
    } else if (await this.isSilent(record, at - agent_lost_after * 1000)) {
      const reason = `The agent of ${record.ip} has been silent for ${agent_lost_after} s.`;
      await this.ledger.apply(record.id, { kind: 'lose', at, reason });
    } else if (record.cancelledBy !== undefined) this.cancellation.pursue(record);
  }

  private async isSilent(record: CommitRecord, since: number): Promise<boolean> {
    if (record.heardAt >= since) return false;
    // A first-generation agent repeats PUSHING every 3 s; its registrations after a restart do not mention the commit.
    if (isOfFirstGeneration(record) && record.status === CommitStatus.PUSHING) return true;
    const agent = await this.agents.find(record.ip);
    return !agent || agent.seenAt < since;
  }
}

/** Whether an agent has lost a commit by a restart. */
function isLost(record: CommitRecord, { boot_id, running }: AgentRegistration): boolean {
  if (!boot_id || !running || record.bootId === boot_id) return false;
  return !running.some(({ transaction }) => transaction === record.id);
}

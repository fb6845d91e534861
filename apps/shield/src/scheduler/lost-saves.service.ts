import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { AgentRegistration } from '@image-factory/contracts';
import { type Subscription, concatMap } from 'rxjs';
import { AgentRegistryService } from '../agent-registry/agent-registry.service.js';
import { Cancellation } from '../commit/cancellation.js';
import { CommitLedger } from '../commit/commit-ledger.js';
import type { CommitRecord } from '../commit/commit-record.js';
import { IN_HAND } from '../commit/commit-state.js';
import { COMMIT_STORE, type CommitStore } from '../commit/commit-store.port.js';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { TASK_LOCK, type TaskLock } from '../database/task-lock/task-lock.port.js';

/** How many times a save is begun at most. */
const MOST_ATTEMPTS = 3;

/** Finds the saves that nobody works on: they are handed over at once, begin anew, or are given up with the reason. */
@Injectable()
export class LostSavesService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(LostSavesService.name);
  private subscription?: Subscription;

  constructor(
    private readonly configuration: ShieldConfiguration,
    private readonly agents: AgentRegistryService,
    private readonly ledger: CommitLedger,
    private readonly cancellation: Cancellation,
    @Inject(COMMIT_STORE) private readonly store: CommitStore,
    @Inject(TASK_LOCK) private readonly lock: TaskLock,
  ) {}

  onApplicationBootstrap(): void {
    const looked = this.agents.registrations.pipe(concatMap((registration) => this.lookAfter(registration)));
    this.subscription = looked.subscribe();
  }

  onApplicationShutdown(): void {
    this.subscription?.unsubscribe();
  }

  /** What waits for the agent that has registered is handed over now; what it has lost begins anew. */
  private async lookAfter(registration: AgentRegistration): Promise<void> {
    try {
      for (const record of await this.store.findUnended(registration.ip)) {
        if (record.handOverFailures > 0) await this.ledger.apply(record.id, { kind: 'hasten', at: Date.now() });
        if (isLost(record, registration)) await this.beginAnew(record);
      }
    } catch (error) {
      this.logger.error(error, `the saves of ${registration.ip} could not be looked after`);
    }
  }

  private async beginAnew({ id, attempt }: CommitRecord): Promise<void> {
    const at = Date.now();
    const lost = 'the agent was restarted during the save';
    if (attempt < MOST_ATTEMPTS)
      await this.ledger.apply(id, { kind: 'requeue', at, reason: `${lost}; beginning anew` });
    else await this.ledger.apply(id, { kind: 'fail', at, code: 'agent_lost', reason: `${lost}, ${attempt} times.` });
  }

  /** Gives up what has taken too long, and what an agent had that has been silent for too long. */
  @Interval(2_000)
  async giveUp(): Promise<void> {
    await this.lock.exclusively('give-up-lost-saves', () => this.giveUpOverdue());
  }

  private async giveUpOverdue(): Promise<void> {
    const { commit_timeout, agent_lost_after } = this.configuration;
    const at = Date.now();
    for (const record of await this.store.findUnended()) {
      if (!IN_HAND.includes(record.status)) continue;
      if (at - (record.startedAt ?? at) > commit_timeout * 1000) {
        const reason = `The save has taken longer than ${commit_timeout} s.`;
        await this.ledger.apply(record.id, { kind: 'fail', at, code: 'commit_timeout', reason });
      } else if (await this.isSilent(record, at - agent_lost_after * 1000)) {
        const reason = `The agent of ${record.ip} has been silent for ${agent_lost_after} s.`;
        await this.ledger.apply(record.id, { kind: 'fail', at, code: 'agent_lost', reason });
      } else if (record.cancelledBy !== undefined) this.cancellation.pursue(record);
    }
  }

  private async isSilent(record: CommitRecord, since: number): Promise<boolean> {
    if (record.heardAt >= since) return false;
    const agent = await this.agents.find(record.ip);
    return !agent || agent.seenAt < since;
  }
}

/** Whether an agent had a save before it was restarted and does not know it any more; only newer agents can tell. */
function isLost(record: CommitRecord, { boot_id, running }: AgentRegistration): boolean {
  if (!boot_id || !running || !IN_HAND.includes(record.status)) return false;
  const restarted = record.bootId !== undefined && record.bootId !== boot_id;
  return restarted && !running.some(({ transaction }) => transaction === record.id);
}

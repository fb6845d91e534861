import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { AgentRegistration } from '@image-factory/contracts';
import { type Subscription, concatMap, filter } from 'rxjs';
import { AgentRegistryService } from '../agent-registry/agent-registry.service.js';
import { CommitLedger } from '../commit/commit-ledger.js';
import type { CommitRecord } from '../commit/commit-record.js';
import { IN_HAND } from '../commit/commit-state.js';
import { COMMIT_STORE, type CommitStore } from '../commit/commit-store.port.js';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { TASK_LOCK, type TaskLock } from '../database/task-lock/task-lock.port.js';

/** How many times a save is begun at most. */
const MOST_ATTEMPTS = 3;

/** Finds the saves that nobody works on any more: they begin anew, or are given up with the reason. */
@Injectable()
export class LostSavesService implements OnApplicationBootstrap, OnApplicationShutdown {
  private subscription?: Subscription;

  constructor(
    private readonly configuration: ShieldConfiguration,
    private readonly agents: AgentRegistryService,
    private readonly ledger: CommitLedger,
    @Inject(COMMIT_STORE) private readonly store: CommitStore,
    @Inject(TASK_LOCK) private readonly lock: TaskLock,
  ) {}

  onApplicationBootstrap(): void {
    const told = this.agents.registrations.pipe(filter(({ boot_id, running }) => Boolean(boot_id && running)));
    this.subscription = told.pipe(concatMap((registration) => this.compare(registration))).subscribe();
  }

  onApplicationShutdown(): void {
    this.subscription?.unsubscribe();
  }

  /** Begins anew what an agent had before it was restarted and does not know any more. */
  private async compare({ ip, boot_id, running = [] }: AgentRegistration): Promise<void> {
    const known = new Set(running.map(({ transaction }) => transaction));
    for (const record of await this.store.findUnended(ip)) {
      const restarted = record.bootId !== undefined && record.bootId !== boot_id;
      if (restarted && IN_HAND.includes(record.status) && !known.has(record.id)) await this.beginAnew(record);
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
      }
    }
  }

  private async isSilent(record: CommitRecord, since: number): Promise<boolean> {
    if (record.heardAt >= since) return false;
    const agent = await this.agents.find(record.ip);
    return !agent || agent.seenAt < since;
  }
}

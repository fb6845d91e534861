import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AgentRegistryService } from '../agent-registry/agent-registry.service.js';
import { CommitLedger } from '../commit/state/commit-ledger.js';
import { CommitRecords } from '../commit/state/commit-records.js';
import { TASK_LOCK, type TaskLock } from '../platform/task-lock/task-lock.port.js';

/** Removes expired records of ended commits, and silent agents. */
@Injectable()
export class HousekeepingService {
  constructor(
    private readonly agents: AgentRegistryService,
    private readonly ledger: CommitLedger,
    private readonly records: CommitRecords,
    @Inject(TASK_LOCK) private readonly lock: TaskLock,
  ) {}

  @Interval(5_000)
  async removeOldRecords(): Promise<void> {
    await this.lock.exclusively('remove-old-records', () => this.ledger.expire(this.records.expiredBefore()));
  }

  @Interval(5_000)
  async forgetSilentAgents(): Promise<void> {
    await this.lock.exclusively('forget-silent-agents', () => this.agents.forgetSilent());
  }
}

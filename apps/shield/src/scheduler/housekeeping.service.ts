import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AgentRegistryService } from '../agent-registry/agent-registry.service.js';
import { CommitLedger } from '../commit/state/commit-ledger.js';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { TASK_LOCK, type TaskLock } from '../platform/task-lock/task-lock.port.js';

/** Removes expired records of ended commits, and silent agents. */
@Injectable()
export class HousekeepingService {
  constructor(
    private readonly configuration: ShieldConfiguration,
    private readonly agents: AgentRegistryService,
    private readonly ledger: CommitLedger,
    @Inject(TASK_LOCK) private readonly lock: TaskLock,
  ) {}

  @Interval(5_000)
  async removeOldRecords(): Promise<void> {
    await this.lock.exclusively('remove-old-records', () =>
      this.ledger.expire(Date.now() - this.configuration.max_commit_exist_time * 1000),
    );
  }

  @Interval(5_000)
  async forgetSilentAgents(): Promise<void> {
    await this.lock.exclusively('forget-silent-agents', () => this.agents.forgetSilent());
  }
}

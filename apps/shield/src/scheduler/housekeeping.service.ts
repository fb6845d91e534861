import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AgentRegistryService } from '../agent-registry/agent-registry.service.js';
import { COMMIT_STORE, type CommitStore } from '../commit/commit-store.port.js';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { TASK_LOCK, type TaskLock } from '../database/task-lock/task-lock.port.js';

/** Removes expired records of ended commits, and silent agents. */
@Injectable()
export class HousekeepingService {
  constructor(
    private readonly configuration: ShieldConfiguration,
    private readonly agents: AgentRegistryService,
    @Inject(COMMIT_STORE) private readonly store: CommitStore,
    @Inject(TASK_LOCK) private readonly lock: TaskLock,
  ) {}

  @Interval(5_000)
  async removeOldRecords(): Promise<void> {
    await this.lock.exclusively('remove-old-records', async () => {
      await this.store.removeEndedBefore(Date.now() - this.configuration.max_commit_exist_time * 1000);
    });
  }

  @Interval(5_000)
  async forgetSilentAgents(): Promise<void> {
    await this.lock.exclusively('forget-silent-agents', () => this.agents.forgetSilent());
  }
}

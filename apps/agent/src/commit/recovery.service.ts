import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { EngineCommit, PauseGuard } from '@image-factory/commit';
import { FactoryError } from '@image-factory/errors';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';
import { inRequestContext } from '@image-factory/service';
import { NodeIdentity } from '../node/node-identity.js';
import { StatusOutbox } from '../shield/status-outbox.js';
import { type JobRecord, JobJournal } from '../state/job-journal.js';
import { failureReport } from './job-reports.js';
import { JobRegistry } from './job-registry.js';

/** Interval of recovery attempts. */
const RECOVERY_INTERVAL_MS = 20_000;

/** Recovers after a crash of the agent or of the runtime: resumes paused containers, removes images. */
@Injectable()
export class RecoveryService implements OnApplicationBootstrap {
  private readonly logger = new Logger(RecoveryService.name);
  private containers?: Promise<void>;
  private lastFailure?: string;

  constructor(
    @Inject(CONTAINER_RUNTIME) private readonly runtime: ContainerRuntime,
    private readonly engineCommit: EngineCommit,
    private readonly guard: PauseGuard,
    private readonly jobs: JobRegistry,
    private readonly journal: JobJournal,
    private readonly node: NodeIdentity,
    private readonly outbox: StatusOutbox,
  ) {}

  onApplicationBootstrap(): void {
    void this.recover();
  }

  /** Periodic, because the runtime may start after the agent, and may finish the commit of a dead job even later. */
  @Interval(RECOVERY_INTERVAL_MS)
  async recover(): Promise<void> {
    try {
      await this.recoverContainers();
      await this.removeImages();
      this.lastFailure = undefined;
    } catch (error) {
      const { logText } = FactoryError.from(error);
      if (logText !== this.lastFailure) this.logger.warn({ reason: logText }, 'recovery incomplete, retrying');
      this.lastFailure = logText;
    }
  }

  /**
   * Resumes the containers that dead jobs have left paused. A new job of such a container must wait for it: otherwise it
   * would mistake the pause for one of the user's.
   * @throws FactoryError `engine_unreachable`, `engine_failed`
   */
  recoverContainers(): Promise<void> {
    this.containers ??= this.recoverContainersOnce().finally(() => (this.containers = undefined));
    return this.containers;
  }

  /** Resolves when the runtime has finished the operations of abandoned jobs, and their images are removed. */
  settled(): Promise<void> {
    return this.engineCommit.settled();
  }

  private async removeImages(): Promise<void> {
    const images = await this.engineCommit.removeLeftovers();
    if (images > 0) this.logger.log({ images }, 'images of interrupted commits removed');
    const unused = await this.runtime.localNames.removeUnused();
    if (unused > 0) this.logger.log({ images: unused }, 'replaced images removed: no container uses them any more');
  }

  private async recoverContainersOnce(): Promise<void> {
    await this.runtime.ping();
    await this.guard.resumeInterrupted();
    const entries = await this.journal.list();
    const running = new Set(this.jobs.running().map(({ commit }) => commit.transaction));
    for (const entry of entries.filter(({ transaction }) => !running.has(transaction))) {
      // The job of another agent with the same state folder, such as one that still shuts down.
      if (await this.guard.isHeldByOther(entry.containerId)) continue;
      await inRequestContext(entry, () => this.recoverJob(entry));
    }
  }

  private async recoverJob(entry: JobRecord): Promise<void> {
    const { transaction, containerId, bootId } = entry;
    if (bootId !== this.node.bootId)
      this.logger.log({ transaction, containerId }, 'the agent was restarted during a commit');
    this.reportToFirstGeneration(entry);
    await this.journal.remove(transaction);
  }

  /** A shield that numbers attempts detects the loss at the next registration and retries; an older one never does. */
  private reportToFirstGeneration({ transaction, attempt, bootId }: JobRecord): void {
    if (attempt !== undefined || bootId === this.node.bootId) return;
    const end = failureReport(new FactoryError('agent_lost', 'The agent was restarted during the commit.'));
    this.outbox.post({ transaction, seq: 1, boot_id: this.node.bootId, ...end });
  }
}

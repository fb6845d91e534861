import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { AgentCommitRequest, RunningTransaction } from '@image-factory/contracts';
import { Exclusions } from '@image-factory/commit';
import { settledWithin } from '@image-factory/resilience';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';
import { ImageReference, RequestCredentials } from '@image-factory/oci';
import { FactoryError } from '@image-factory/errors';
import { requestContext } from '@image-factory/service';
import { StatusOutbox } from '../shield/status-outbox.js';
import { RecoveryService } from './recovery.service.js';
import type { CommitJob } from './commit-job.js';
import { JobStarter } from './job-starter.js';
import { JobRegistry } from './job-registry.js';

/** Shutdown limits: for the end of the jobs, and for the acknowledgement of their last reports. */
const ABANDON_TIMEOUT_MS = 10_000;
const FLUSH_TIMEOUT_MS = 5_000;

/** Accepts commits: one at a time per container, and each dispatch once, even if it is repeated. */
@Injectable()
export class CommitService implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(
    @Inject(CONTAINER_RUNTIME) private readonly runtime: ContainerRuntime,
    private readonly starter: JobStarter,
    private readonly jobs: JobRegistry,
    private readonly outbox: StatusOutbox,
    private readonly recovery: RecoveryService,
  ) {}

  /**
   * Accepts a commit and returns at once.
   * @throws FactoryError if the commit is refused: `invalid_image_reference`, `invalid_request`, `registry_mismatch`,
   *   `container_not_found`, `engine_unreachable`, `commit_running`, `agent_unreachable` while the agent shuts down
   */
  async accept(request: AgentCommitRequest): Promise<CommitJob> {
    return this.resume(request) ?? (await this.begin(request));
  }

  /**
   * Cancels a commit, which then fails as `cancelled`. A commit that has ended is unchanged.
   * @throws FactoryError `commit_not_found`
   */
  cancel(transaction: string): void {
    const job = this.jobs.find(transaction);
    if (!job) throw new FactoryError('commit_not_found', `The agent has no commit ${transaction}.`);
    job.cancel();
  }

  /** The jobs that run, and those whose end the shield has not acknowledged. */
  unacknowledged(): RunningTransaction[] {
    const running = this.jobs.running().map(({ commit, attempt }) => ({ transaction: commit.transaction, attempt }));
    const ended = this.outbox.unacknowledgedEnds().map(({ transaction, attempt }) => ({ transaction, attempt }));
    return [...running, ...ended];
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await settledWithin(this.abandonAll(), ABANDON_TIMEOUT_MS);
    await this.outbox.close(FLUSH_TIMEOUT_MS);
  }

  /** Resolves when the running jobs have ended and the runtime has finished their operations. */
  private async abandonAll(): Promise<void> {
    await Promise.all(this.jobs.running().map((job) => job.abandon()));
    await this.recovery.settled();
  }

  /** The job of a repeated dispatch. A job that has ended reports its end again; a running one continues. */
  private resume({ transaction, attempt }: AgentCommitRequest): CommitJob | undefined {
    const job = this.jobs.repeated(transaction, attempt);
    if (!job) return undefined;
    if (attempt !== undefined) job.adopt(attempt);
    if (!job.isRunning) job.repeatEnd();
    return job;
  }

  private async begin(request: AgentCommitRequest): Promise<CommitJob> {
    const { transaction, attempt, container, author, note } = request;
    const reference = ImageReference.parse(request.image);
    const exclusions = Exclusions.parse({ exclude: request.exclude, redactEnv: request.blank_env });
    const credentials = await credentialsOf(request).find(reference.registry);
    await this.recovery.recoverContainers();
    const { id: containerId } = await this.runtime.containers.find(container);

    // While the runtime answered, the same dispatch or another one of the container may have arrived.
    const repeated = this.resume(request);
    if (repeated) return repeated;
    this.refuseIfBusy(transaction, containerId);
    const commit = { ...requestContext(), transaction, attempt, containerId, reference, author, note, exclusions };
    const job = this.starter.begin(commit, credentials);
    this.jobs.add(job);
    return job;
  }

  private refuseIfBusy(transaction: string, containerId: string): void {
    if (this.stopping) throw new FactoryError('agent_unreachable', 'The agent is shutting down.');
    const running = this.jobs.conflicting(transaction, containerId);
    if (!running) return;
    throw new FactoryError('commit_running', `Commit ${running.commit.transaction} of this container is running.`);
  }
}

/** As in the first implementation, an incomplete login counts as none; in v2 the shield refuses it. */
function credentialsOf({ hub_user, hub_pwd, hub_addr }: AgentCommitRequest): RequestCredentials {
  if (!hub_user || !hub_pwd) return new RequestCredentials({});
  return new RequestCredentials({ username: hub_user, password: hub_pwd, address: hub_addr });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { AgentCommitRequest, RunningTransaction } from '@image-factory/contracts';
import { Exclusions } from '@image-factory/commit';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';
import { ImageReference, RequestCredentials } from '@image-factory/oci';
import { FactoryError } from '@image-factory/errors';
import { requestContext } from '@image-factory/service';
import { StatusOutbox } from '../shield/status-outbox.js';
import { RecoveryService } from './recovery.service.js';
import type { CommitJob } from './commit-job.js';
import { JobStarter } from './job-starter.js';
import { JobRegistry } from './job-registry.js';

/** Shutdown limit: how long jobs may take to end, and last reports to be acknowledged. */
const LONGEST_END = 10_000;
const LONGEST_FLUSH = 5_000;

/** Accepts commits: one at a time per container, and each dispatch once, even if it is repeated. */
@Injectable()
export class CommitService implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(
    @Inject(CONTAINER_RUNTIME) private readonly runtime: ContainerRuntime,
    private readonly runner: JobStarter,
    private readonly runs: JobRegistry,
    private readonly outbox: StatusOutbox,
    private readonly leftovers: RecoveryService,
  ) {}

  /**
   * Accepts a commit and returns at once.
   * @throws FactoryError if the commit is refused: `invalid_image_reference`, `invalid_request`, `registry_mismatch`,
   *   `container_not_found`, `engine_unreachable`, `commit_running`, `agent_unreachable` while the agent stops
   */
  async accept(request: AgentCommitRequest): Promise<CommitJob> {
    return this.takeUp(request) ?? (await this.begin(request));
  }

  /**
   * Cancels a commit, which then fails as `cancelled`. A commit that has ended is unchanged.
   * @throws FactoryError `commit_not_found`
   */
  cancel(transaction: string): void {
    const run = this.runs.find(transaction);
    if (!run) throw new FactoryError('commit_not_found', `The agent does not know commit ${transaction}.`);
    run.cancel();
  }

  /** The commits that the agent answers for: running, or ended and not yet acknowledged. */
  answersFor(): RunningTransaction[] {
    const running = this.runs.running().map(({ save, attempt }) => ({ transaction: save.transaction, attempt }));
    const ended = this.outbox.unacknowledgedEnds().map(({ transaction, attempt }) => ({ transaction, attempt }));
    return [...running, ...ended];
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.race([this.abandonAll(), sleep(LONGEST_END, undefined, { ref: false })]);
    await this.outbox.close(LONGEST_FLUSH);
  }

  /** Resolves when the node holds nothing of the running jobs. */
  private async abandonAll(): Promise<void> {
    await Promise.all(this.runs.running().map((run) => run.abandon()));
    await this.leftovers.settled();
  }

  /** The job of a repeated dispatch. A job that has ended reports its end again; a running one continues. */
  private takeUp({ transaction, attempt }: AgentCommitRequest): CommitJob | undefined {
    const run = this.runs.repeated(transaction, attempt);
    if (!run) return undefined;
    if (attempt !== undefined) run.adopt(attempt);
    if (!run.isRunning) run.repeatEnd();
    return run;
  }

  private async begin(request: AgentCommitRequest): Promise<CommitJob> {
    const { transaction, attempt, container, author, note } = request;
    const reference = ImageReference.parse(request.image);
    const exclusions = Exclusions.parse({ exclude: request.exclude, redactEnv: request.blank_env });
    const credentials = await credentialsOf(request).find(reference.registry);
    await this.leftovers.recoverContainers();
    const { id: containerId } = await this.runtime.containers.find(container);

    // While the runtime answered, the same dispatch or another one of the container may have arrived.
    const repeated = this.takeUp(request);
    if (repeated) return repeated;
    this.refuseIfBusy(transaction, containerId);
    const save = { ...requestContext(), transaction, attempt, containerId, reference, author, note, exclusions };
    const run = this.runner.begin(save, credentials);
    this.runs.add(run);
    return run;
  }

  private refuseIfBusy(transaction: string, containerId: string): void {
    if (this.stopping) throw new FactoryError('agent_unreachable', 'The agent is being stopped.');
    const running = this.runs.inTheWayOf(transaction, containerId);
    if (!running) return;
    throw new FactoryError('commit_running', `The save ${running.save.transaction} of this container is running.`);
  }
}

/** As in the first implementation, an incomplete login counts as none; in v2 the shield refuses it. */
function credentialsOf({ hub_user, hub_pwd, hub_addr }: AgentCommitRequest): RequestCredentials {
  if (!hub_user || !hub_pwd) return new RequestCredentials({});
  return new RequestCredentials({ username: hub_user, password: hub_pwd, address: hub_addr });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { AgentCommitRequest, RunningTransaction } from '@image-factory/contracts';
import { Omissions } from '@image-factory/commit';
import { CONTAINER_RUNTIME, type ContainerRuntime } from '@image-factory/runtime';
import { ImageReference, RequestCredentials } from '@image-factory/oci';
import { FactoryError } from '@image-factory/errors';
import { StatusOutbox } from '../shield/status-outbox.js';
import type { AcceptedCommit } from './accepted-commit.js';
import { RecoveryService } from './recovery.service.js';
import type { CommitJob } from './commit-job.js';
import { JobStarter } from './job-starter.js';
import { JobRegistry } from './job-registry.js';

/** How long a stopping agent waits for its saves to end and for its last reports, in milliseconds. */
const LONGEST_END = 10_000;
const LONGEST_FLUSH = 5_000;

/** What an order comes from. */
export type OrderOrigin = Pick<AcceptedCommit, 'requestId' | 'traceParent'>;

/** Takes saves on: each container's one at a time, each order once, however often it is sent. */
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
   * Takes a save on and answers at once.
   * @throws FactoryError when it is refused: `invalid_image_reference`, `invalid_request`, `registry_mismatch`,
   *   `container_not_found`, `engine_unreachable`, `commit_running`, `agent_unreachable` while the agent stops
   */
  async accept(request: AgentCommitRequest, origin: OrderOrigin): Promise<CommitJob> {
    return this.takeUp(request) ?? (await this.begin(request, origin));
  }

  /**
   * Stops a save, which then fails as `cancelled`. One that has ended stays as it is.
   * @throws FactoryError `commit_not_found`
   */
  cancel(transaction: string): void {
    const run = this.runs.find(transaction);
    if (!run) throw new FactoryError('commit_not_found', `The agent does not know commit ${transaction}.`);
    run.cancel();
  }

  /** The saves that the agent answers for: running, or ended and not yet acknowledged. */
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

  /** Resolves when nothing of the running saves is left on the node. */
  private async abandonAll(): Promise<void> {
    await Promise.all(this.runs.running().map((run) => run.abandon()));
    await this.leftovers.settled();
  }

  /** The save of an order that has been sent before. One that has ended tells so again, the rest goes on. */
  private takeUp({ transaction, attempt }: AgentCommitRequest): CommitJob | undefined {
    const run = this.runs.repeated(transaction, attempt);
    if (!run) return undefined;
    if (attempt !== undefined) run.adopt(attempt);
    if (!run.isRunning) run.repeatEnd();
    return run;
  }

  private async begin(request: AgentCommitRequest, origin: OrderOrigin): Promise<CommitJob> {
    const { transaction, attempt, container, author, note } = request;
    const reference = ImageReference.parse(request.image);
    const omissions = Omissions.parse(request);
    const credentials = await credentialsOf(request).find(reference.registry);
    await this.leftovers.putContainersRight();
    const before = await this.runtime.containers.find(container);
    const containerId = before.id;

    // The engine has taken its time: the same order, or another one of the container, may have come in meanwhile.
    const repeated = this.takeUp(request);
    if (repeated) return repeated;
    this.refuseIfBusy(transaction, containerId);
    const save = { transaction, attempt, ...origin, containerId, reference, author, note, omissions };
    const run = this.runner.begin(save, before, credentials);
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

/** As in the first implementation, a login that is not whole counts as none; the shield refuses it in v2. */
function credentialsOf({ hub_user, hub_pwd, hub_addr }: AgentCommitRequest): RequestCredentials {
  if (!hub_user || !hub_pwd) return new RequestCredentials({});
  return new RequestCredentials({ username: hub_user, password: hub_pwd, address: hub_addr });
}

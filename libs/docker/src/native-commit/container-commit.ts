import { setTimeout as sleep } from 'node:timers/promises';
import { FactoryError } from '@image-factory/errors';
import { KeyedMutex, raceAbort } from '@image-factory/resilience';
import {
  type ContainerFacts,
  isActive,
  type NativeCommitRequest,
  type PausePeriod,
  type RuntimeOutage,
  settledContainer,
} from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';
import type { CommitOptions } from '../engine/engine-facts.js';
import { RedactedCommit } from './redacted-commit.js';
import { CommitWitness } from './commit-witness.js';
import { SAVING, type CommitTag } from './commit-tag.js';

/** Back-off between attempts to resume a container, in milliseconds: the runtime may be restarting. */
const THAW_WAITS = [500, 1000, 2000, 4000, 8000];
/** Limit on commits of a container that changes its state meanwhile. */
const MAX_COMMITS = 3;
const DISTURBED = 'The container was started, stopped or resumed each time while the engine committed it.';
/** Interval in which the container of an abandoned commit is checked, in milliseconds. */
const ABANDONED_INTERVAL = 500;

/** Commits containers to images, and ensures that none stays paused. */
export class ContainerCommit {
  private readonly containers = new KeyedMutex();
  private readonly abandoned = new Set<Promise<void>>();
  private readonly blanked: RedactedCommit;

  constructor(
    private readonly engine: DockerEngine,
    private readonly outage: RuntimeOutage,
    private readonly warn: (message: string) => void,
    private readonly frozen: (period: PausePeriod) => void,
  ) {
    this.blanked = new RedactedCommit(engine);
  }

  /** Whether an earlier commit of this container is still running. */
  isBusy(containerId: string): boolean {
    return this.containers.isLocked(containerId);
  }

  /**
   * Commits the container under the mark's name; the runtime pauses and resumes it. A container that is stopped, or
   * that its user has paused, is left as it is; one that was started, stopped or resumed meanwhile is committed again.
   * Docker cannot cancel a commit: on abort the container is resumed at once, and the unwanted image is removed when
   * the runtime has finished it. If the runtime dies during a commit, the commit is retried as soon as the runtime is
   * back.
   *
   * @param tell receives a message about such an outage
   * @returns id of the image
   */
  async run(
    request: NativeCommitRequest,
    mark: CommitTag,
    tell: (message: string) => void,
    signal: AbortSignal,
  ): Promise<string> {
    const leave = await this.containers.acquire(request.containerId, signal);
    const work: { finished: Promise<unknown> } = { finished: Promise.resolve() };
    try {
      for (let attempt = 1; ; attempt++) {
        const look = () => settledContainer({ find: (id) => this.engine.inspect(id) }, request.containerId, signal);
        const before = await this.outage.outlast(look, tell, signal);
        const witness = await CommitWitness.of(this.engine, before);
        const image = await this.commitAsItIs(before, request, mark, { tell, work }, signal);
        const verdict = await this.outage.outlast(() => witness.verdict(image), tell, signal);
        // A container in a restart loop may never run long enough for an undisturbed commit.
        if (verdict === 'steady' || (verdict === 'looping' && attempt >= MAX_COMMITS)) return image;
        for (const name of [mark.saving, mark.raw]) await this.engine.untag(name);
        if (attempt >= MAX_COMMITS) throw new FactoryError('engine_failed', DISTURBED);
        tell('The container was started, stopped or resumed while it was committed. Committing it again.');
      }
    } finally {
      void work.finished.then(leave);
    }
  }

  private async commitAsItIs(
    { id, config, ...state }: ContainerFacts,
    request: NativeCommitRequest,
    mark: CommitTag,
    { tell, work }: { readonly tell: (message: string) => void; readonly work: { finished: Promise<unknown> } },
    signal: AbortSignal,
  ): Promise<string> {
    const freezes = isActive(state);
    const blank = request.redact(config);
    const image = { name: SAVING, tag: mark.tag, author: request.author, comment: request.note };
    const options = { ...image, pause: freezes, blank };
    // The runtime resumes what it has paused, unless it dies.
    let engineDied = false;
    const commitOnce = (): Promise<string> =>
      this.commitOnce(id, options, mark, signal).catch((error: unknown) => {
        engineDied ||= FactoryError.from(error).code === 'engine_unreachable';
        throw error;
      });
    const commit = this.outage.outlast(commitOnce, tell, signal);
    work.finished = commit.catch(() => undefined);
    const from = Date.now();
    try {
      return await raceAbort(commit, signal);
    } finally {
      const isLeftPaused = freezes && (engineDied || signal.aborted);
      const thawed = !isLeftPaused || (await this.thaw(id));
      if (freezes) this.frozen({ containerId: id, from, to: Date.now() });
      if (signal.aborted) work.finished = this.abandon(work.finished, id, thawed, mark);
    }
  }

  /** Resolves when the runtime has finished all abandoned commits. */
  async settled(): Promise<void> {
    await Promise.all(this.abandoned);
  }

  /**
   * Reuses an image that the runtime had committed before it died: a second commit would leave it on the node without a
   * name.
   */
  private async commitOnce(id: string, options: CommitOptions, mark: CommitTag, signal: AbortSignal): Promise<string> {
    const committed = await this.engine.inspectImage(mark.saving);
    if (committed) return committed.id;
    return options.blank.length > 0
      ? this.blanked.run(id, options, mark, signal)
      : this.engine.commit(id, options, signal);
  }

  private abandon(commit: Promise<unknown>, containerId: string, thawed: boolean, mark: CommitTag): Promise<void> {
    const end = async (): Promise<void> => {
      const done = commit.then(() => true);
      // The runtime may pause the container only after the abort.
      for (let free = thawed; !free && !(await Promise.race([done, sleep(ABANDONED_INTERVAL)]));) {
        free = await this.thaw(containerId);
      }
      await commit;
      for (const name of [mark.saving, mark.raw]) await this.engine.untag(name);
    };
    const ended = end()
      .catch((error: unknown) =>
        this.warn(`An image stays behind as ${mark.saving}: ${FactoryError.from(error).logText}`),
      )
      .finally(() => this.abandoned.delete(ended));
    this.abandoned.add(ended);
    return ended;
  }

  /** @returns whether it was paused */
  private async thaw(containerId: string): Promise<boolean> {
    for (const wait of [...THAW_WAITS, undefined]) {
      try {
        const { paused } = await this.engine.inspect(containerId);
        if (paused) await this.engine.unpause(containerId);
        return paused;
      } catch (error) {
        const { code, logText } = FactoryError.from(error);
        if (code === 'container_not_found') return false;
        if (wait === undefined) this.warn(`The container ${containerId} may be left paused: ${logText}`);
        else await sleep(wait);
      }
    }
    return false;
  }
}

import { FactoryError } from '@image-factory/errors';
import { raceAbort, settledWithin } from '@image-factory/resilience';
import {
  type ContainerFacts,
  type ExpectedPause,
  isActive,
  type NativeCommitRequest,
  type PauseHold,
  type RuntimeOutage,
  settledContainer,
} from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';
import type { CommitOptions } from '../engine/engine-facts.js';
import { RedactedCommit } from './redacted-commit.js';
import { CommitWitness } from './commit-witness.js';
import { COMMITTED, type CommitTag } from './commit-tag.js';

/** Limit on commits of a container that changes its state meanwhile. */
const MAX_COMMITS = 3;
const DISTURBED = 'The container was started, stopped or resumed each time while the engine committed it.';
/** Interval in which the container of an abandoned commit is checked, in milliseconds. */
const ABANDONED_INTERVAL_MS = 500;

/** State of the commit of one container. */
interface Work {
  readonly hold: PauseHold;
  /** Receives sentences for people. */
  readonly report: (message: string) => void;
  /** Settles when the runtime has finished with the container. */
  finished: Promise<unknown>;
}

/** Commits containers to images, and ensures that none stays paused. */
export class ContainerCommit {
  private readonly abandoned = new Set<Promise<void>>();
  private readonly redactedCommit: RedactedCommit;

  constructor(
    private readonly engine: DockerEngine,
    private readonly outage: RuntimeOutage,
    private readonly warn: (message: string) => void,
  ) {
    this.redactedCommit = new RedactedCommit(engine);
  }

  /**
   * Commits the container under the mark's name; the runtime pauses and resumes it. A container that is stopped, or
   * that its user has paused, is left as it is; one that was started, stopped or resumed meanwhile is committed again.
   * Docker cannot cancel a commit: on abort the container is resumed at once, and the unwanted image is removed when
   * the runtime has finished it. If the runtime dies during a commit, the commit is retried as soon as the runtime is
   * back.
   *
   * @param report receives a sentence about each such outage and retry
   * @returns id of the image
   */
  async run(
    request: NativeCommitRequest,
    mark: CommitTag,
    report: (message: string) => void,
    signal: AbortSignal,
  ): Promise<string> {
    const hold = await request.hold(signal);
    const work: Work = { hold, report, finished: Promise.resolve() };
    try {
      for (let attempt = 1; ; attempt++) {
        const inspect = () =>
          settledContainer({ find: (id) => this.engine.containers.inspect(id) }, request.containerId, signal);
        const before = await this.outage.outlast(inspect, report, signal);
        const witness = await CommitWitness.of(this.engine.containers, before);
        const image = await this.commitAsItIs(before, request, mark, work, signal);
        const verdict = await this.outage.outlast(() => witness.verdict(image), report, signal);
        // A container in a restart loop may never run long enough for an undisturbed commit.
        if (verdict === 'steady' || (verdict === 'looping' && attempt >= MAX_COMMITS)) return image;
        for (const name of [mark.committed, mark.raw]) await this.engine.images.untag(name);
        if (attempt >= MAX_COMMITS) throw new FactoryError('engine_failed', DISTURBED);
        report('The container was started, stopped or resumed while it was committed. Committing it again.');
      }
    } finally {
      void work.finished.then(() => hold.release());
    }
  }

  private async commitAsItIs(
    facts: ContainerFacts,
    request: NativeCommitRequest,
    mark: CommitTag,
    work: Work,
    signal: AbortSignal,
  ): Promise<string> {
    const { id } = facts;
    const pauses = isActive(facts);
    const redacted = request.redact(facts.config);
    const image = { name: COMMITTED, tag: mark.tag, author: request.author, comment: request.note };
    const options = { ...image, pause: pauses, redacted };
    // The runtime resumes the container that it has paused, unless it dies.
    let engineDied = false;
    const commitOnce = (): Promise<string> =>
      this.commitOnce(id, options, mark, signal).catch((error: unknown) => {
        engineDied ||= FactoryError.from(error).code === 'engine_unreachable';
        throw error;
      });
    const pause = pauses ? await work.hold.expectPause(facts) : undefined;
    const commit = this.outage.outlast(commitOnce, work.report, signal);
    work.finished = commit.catch(() => undefined);
    try {
      return await raceAbort(commit, signal);
    } finally {
      const isResumed = !pause || !(engineDied || signal.aborted) || (await pause.resume());
      if (signal.aborted) work.finished = this.abandon(work.finished, pause, isResumed, mark);
      else await pause?.end();
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
    const committed = await this.engine.images.inspect(mark.committed);
    if (committed) return committed.id;
    return options.redacted.length > 0
      ? this.redactedCommit.run(id, options, mark, signal)
      : this.engine.containers.commit(id, options, signal);
  }

  private abandon(
    commit: Promise<unknown>,
    pause: ExpectedPause | undefined,
    isResumed: boolean,
    mark: CommitTag,
  ): Promise<void> {
    const end = async (): Promise<void> => {
      const done = commit.then(() => true);
      // The runtime may pause the container only after the abort.
      for (let free = isResumed; pause && !free && !(await settledWithin(done, ABANDONED_INTERVAL_MS));) {
        free = await pause.resume();
      }
      await commit;
      await pause?.end();
      for (const name of [mark.committed, mark.raw]) await this.engine.images.untag(name);
    };
    const ended = end()
      .catch((error: unknown) =>
        this.warn(`An image stays behind as ${mark.committed}: ${FactoryError.from(error).logText}`),
      )
      .finally(() => this.abandoned.delete(ended));
    this.abandoned.add(ended);
    return ended;
  }
}

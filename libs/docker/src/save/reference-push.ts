import { setTimeout as sleep } from 'node:timers/promises';
import { FactoryError } from '@image-factory/errors';
import type { DockerEngine } from '../engine/docker-engine.js';
import type { PushProgress } from '../engine/engine-facts.js';
import type { ImageReference } from '../reference/image-reference.js';
import { BorrowedName } from './borrowed-name.js';
import type { EngineOutage } from './engine-outage.js';
import { KeyedQueue } from './keyed-queue.js';
import type { ManifestVerifier } from './manifest-verifier.port.js';
import type { SaveTask, VerifiedBy } from './save-engine.port.js';
import type { SaveMark } from './save-mark.js';

/** First wait before a failed push is tried again, in milliseconds, and how much longer each further one is. */
const FIRST_WAIT = 1000;
const GROWTH = 3;

/** How long an engine may take to return a borrowed name before the push is reported regardless. */
const RETURN_LIMIT_MS = 5000;

/** What is told about a running push. */
export interface PushNews {
  readonly message: string;
  readonly progress?: PushProgress;
}

/** A pushed manifest. */
export interface ConfirmedPush {
  /** As the registry shows it: `sha256:<64 hex>`. */
  readonly digest: string;
  readonly verifiedBy: VerifiedBy;
}

/** Who listens to a push. */
export interface PushListener {
  readonly tell: (news: PushNews) => void;
  /**
   * Called after the borrowed name is returned: whoever hears of the push may pull the reference onto the same node.
   * An engine that does not answer delays the call by 5 s at most.
   */
  readonly whenPushed: (pushed: ConfirmedPush) => void;
}

/**
 * Pushes images under references, one at a time under each: the engine pushes by name, and the name has to mean
 * the same image from the first byte until the registry has shown what it got.
 */
export class ReferencePush {
  private readonly references = new KeyedQueue();

  private readonly waits: readonly number[];

  /** @param patience how long a push that fails for a passing cause is tried again, all waits together, in milliseconds */
  constructor(
    private readonly engine: DockerEngine,
    private readonly outage: EngineOutage,
    private readonly verifier: ManifestVerifier,
    patience: number,
    private readonly warn: (message: string) => void,
    private readonly returnLimitMs = RETURN_LIMIT_MS,
  ) {
    this.waits = waitsWithin(patience);
  }

  /** Resolves when the reference on the node is what it was before. */
  async run(
    task: SaveTask,
    image: string,
    mark: SaveMark,
    { tell, whenPushed }: PushListener,
    signal: AbortSignal,
  ): Promise<void> {
    const { reference } = task;
    if (this.references.isBusy(reference.toString())) {
      tell({ message: `Waiting for another push to ${reference.toString()}.` });
    }
    const leave = await this.references.enter(reference.toString(), signal);
    const name = new BorrowedName(this.engine, reference, mark);
    let pushed: ConfirmedPush | undefined;
    try {
      const push = async (): Promise<ConfirmedPush> => {
        await name.take(image);
        return this.pushUntilDone(task, tell, signal);
      };
      pushed = await this.outage.outlast(push, (message) => tell({ message }), signal);
    } finally {
      const returned = this.giveBack(name, image, reference);
      if (pushed) {
        await Promise.race([returned, sleep(this.returnLimitMs, undefined, { ref: false })]);
        whenPushed(pushed);
      }
      await returned;
      leave();
    }
  }

  private async giveBack(name: BorrowedName, image: string, reference: ImageReference): Promise<void> {
    try {
      await name.giveBack(image);
    } catch (error) {
      this.warn(`${reference.toString()} stays on the node: ${FactoryError.from(error).logText}`);
    }
  }

  private async pushUntilDone(
    task: SaveTask,
    observe: (news: PushNews) => void,
    signal: AbortSignal,
  ): Promise<ConfirmedPush> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.pushOnce(task, observe, signal);
      } catch (error) {
        const wait = this.waits[attempt - 1];
        if (signal.aborted || wait === undefined || !mayPass(error)) throw error;
        const attempts = this.waits.length + 1;
        observe({
          message: `${error.message} Trying again in ${Math.ceil(wait / 1000)} s, attempt ${attempt + 1} of ${attempts}.`,
        });
        await sleep(wait, undefined, { signal }).catch(() => {
          throw new FactoryError('cancelled', 'The save was cancelled.');
        });
      }
    }
  }

  private async pushOnce(
    { reference, credentials }: SaveTask,
    observe: (news: PushNews) => void,
    signal: AbortSignal,
  ): Promise<ConfirmedPush> {
    observe({ message: `Pushing ${reference.toString()}.` });
    const tell = (progress: PushProgress): void =>
      observe({ message: `Pushing: ${progress.layersDone} of ${progress.layers} layers are done.`, progress });
    const { digest } = await this.engine.push(reference, credentials, tell, signal);
    return { digest, verifiedBy: await this.verifier.verify(reference, credentials, digest, signal) };
  }
}

/** For an engine that is away there is another patience. */
function mayPass(error: unknown): error is FactoryError {
  return error instanceof FactoryError && error.retryable && error.code !== 'engine_unreachable';
}

/** Growing waits that are no longer than the patience in all. */
function waitsWithin(patience: number): number[] {
  const waits: number[] = [];
  for (let wait = FIRST_WAIT, left = patience; wait <= left; wait *= GROWTH) {
    waits.push(wait);
    left -= wait;
  }
  return waits;
}

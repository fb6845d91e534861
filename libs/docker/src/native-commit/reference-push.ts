import { FactoryError } from '@image-factory/errors';
import type { ImageReference, RegistryCredentials } from '@image-factory/oci';
import { KeyedMutex, settledWithin } from '@image-factory/resilience';
import type { PushObserver, RuntimeOutage } from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';
import { TemporaryTag } from './temporary-tag.js';
import type { CommitTag } from './commit-tag.js';

/** An image on the node, and its push target. */
export interface PushTask {
  /** Id of the image. */
  readonly image: string;
  readonly reference: ImageReference;
  readonly credentials: RegistryCredentials | undefined;
  readonly tag: CommitTag;
}

/** How long a successful push waits until the names on the node are restored. */
const RETURN_LIMIT_MS = 5_000;

/** A push with a confirmed digest. */
export interface FinishedPush {
  /** Resolves when the reference on the node is restored; never rejects. */
  readonly returned: Promise<void>;
}

/**
 * Pushes images under references, one at a time per reference: the runtime pushes by name, and the name must denote the
 * same image from the first byte until the registry has confirmed its digest.
 */
export class ReferencePush {
  private readonly references = new KeyedMutex();

  constructor(
    private readonly engine: DockerEngine,
    private readonly outage: RuntimeOutage,
    private readonly warn: (message: string) => void,
    private readonly returnLimitMs = RETURN_LIMIT_MS,
  ) {}

  /**
   * Resolves when the reference on the node is restored, so that a later pull of the image keeps its name. An
   * unresponsive runtime delays that up to a limit.
   */
  async run(
    { image, reference, credentials, tag }: PushTask,
    observer: PushObserver,
    confirm: (digest: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<FinishedPush> {
    if (this.references.isLocked(reference.toString())) {
      observer.report(`Waiting for another push to ${reference.toString()}.`);
    }
    const release = await this.references.acquire(reference.toString(), signal);
    const name = new TemporaryTag(this.engine, reference, tag);
    const push = async (): Promise<void> => {
      await name.take(image);
      observer.report(`Pushing ${reference.toString()}.`);
      const { digest } = await this.engine.images.push(reference, credentials, observer.progress, signal);
      await confirm(digest);
    };
    try {
      await this.outage.outlast(push, observer.report, signal);
    } catch (error) {
      await this.giveBack(name, image, reference);
      release();
      throw error;
    }
    const returned = this.giveBack(name, image, reference).finally(release);
    await settledWithin(returned, this.returnLimitMs);
    return { returned };
  }

  private async giveBack(name: TemporaryTag, image: string, reference: ImageReference): Promise<void> {
    try {
      await name.giveBack(image);
    } catch (error) {
      this.warn(`${reference.toString()} stays on the node: ${FactoryError.from(error).logText}`);
    }
  }
}

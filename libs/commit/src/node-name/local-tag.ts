import { FactoryError } from '@image-factory/errors';
import type { ImageReference } from '@image-factory/oci';
import { settledWithin } from '@image-factory/resilience';
import type { LocalName, LocalNames } from '@image-factory/runtime';
import type { CommitObserver } from '../commit-observer.js';
import type { CommittedImage } from '../commit-strategy.port.js';

/** Limit on the runtime for each of both steps; the image is in the registry already. */
const LIMIT_MS = 5_000;

/**
 * Removes the name of a committed reference from the node if it denotes the image from before the commit. Otherwise a
 * start without a pull (`IfNotPresent`) would use the old content.
 */
export class LocalTag {
  constructor(private readonly names: LocalNames) {}

  /** Finds the images that the reference denotes before the commit. Never fails: the removal reports what failed. */
  async before(reference: ImageReference): Promise<OutdatedNames> {
    const found = await within(this.names.find(reference)).catch((error: unknown): LocalName[] => [
      { imageId: '', remove: () => Promise.reject(FactoryError.from(error)) },
    ]);
    return new OutdatedNames(reference, found);
  }
}

/** The names that a commit makes outdated. */
export class OutdatedNames {
  constructor(
    private readonly reference: ImageReference,
    private readonly names: readonly LocalName[],
  ) {}

  /**
   * Removes the names. Never fails: the image is committed.
   *
   * @returns the committed image; its message says so if a name may have stayed
   */
  async remove(image: CommittedImage, observer: Pick<CommitObserver, 'warn'>): Promise<CommittedImage> {
    const ends = await Promise.allSettled(this.names.map((name) => within(name.remove())));
    const failed = ends.find((end) => end.status === 'rejected');
    if (!failed) return image;
    const sentence = `The node may start an older image as ${this.reference.toString()}, unless it pulls:`;
    const failure = FactoryError.from(failed.reason);
    observer.warn(`${sentence} ${failure.logText}`);
    return { ...image, message: `${image.message} ${sentence} ${failure.message}` };
  }
}

/** @throws FactoryError `engine_unreachable` at the limit */
async function within<T>(work: Promise<T>): Promise<T> {
  const done = await settledWithin(
    work.then((value) => ({ value })),
    LIMIT_MS,
  );
  if (done) return done.value;
  throw new FactoryError('engine_unreachable', `The runtime did not answer within ${LIMIT_MS / 1000} s.`);
}

import { KeyedMutex } from '@image-factory/resilience';
import type { CommitObserver } from '../commit-observer.js';
import type { CommittedImage, CommitStrategy, CommitTask } from '../commit-strategy.port.js';

/** Serializes commits to the same reference, so that each verifies its own manifest in the registry. */
export class SerializedCommit implements CommitStrategy {
  private readonly references = new KeyedMutex();

  constructor(private readonly strategy: CommitStrategy) {}

  async commit(task: CommitTask, observer: CommitObserver, signal: AbortSignal): Promise<CommittedImage> {
    const reference = task.reference.toString();
    if (this.references.isLocked(reference)) {
      observer.progress({ phase: 'committing', message: `Waiting for another commit to ${reference}.` });
    }
    const release = await this.references.acquire(reference, signal);
    try {
      return await this.strategy.commit(task, observer, signal);
    } finally {
      release();
    }
  }
}

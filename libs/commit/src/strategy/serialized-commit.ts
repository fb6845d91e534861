import { KeyedMutex } from '@image-factory/resilience';
import type { CommittedImage, CommitStrategy, JobProgress, CommitTask } from './commit-strategy.port.js';

/** Saves onto one reference one after the other, so that each finds in the registry what it has pushed itself. */
export class SerializedCommit implements CommitStrategy {
  private readonly references = new KeyedMutex();

  constructor(private readonly way: CommitStrategy) {}

  async save(task: CommitTask, observe: (progress: JobProgress) => void, signal: AbortSignal): Promise<CommittedImage> {
    const reference = task.reference.toString();
    if (this.references.isLocked(reference)) {
      observe({ phase: 'committing', message: `Waiting for another save onto ${reference}.` });
    }
    const release = await this.references.acquire(reference, signal);
    try {
      return await this.way.save(task, observe, signal);
    } finally {
      release();
    }
  }
}

import type { CommitObserver, CommittedImage, CommitStrategy, CommitTask } from '@image-factory/commit';
import { FactoryError } from '@image-factory/errors';

/** Digest of every stub image. */
export const DIGEST = `sha256:${'a'.repeat(64)}`;

/** A stub commit; the test decides its progress and end. */
export interface StubJob {
  readonly task: CommitTask;
  readonly progress: CommitObserver['progress'];
  readonly signal: AbortSignal;
  readonly succeed: () => void;
  readonly fail: (error: Error) => void;
}

/** A strategy without effect: each commit waits for the test; an aborted commit ends as `cancelled`. */
export class StubStrategy implements CommitStrategy {
  readonly jobs: StubJob[] = [];
  leftovers = 0;

  commit(task: CommitTask, { progress }: CommitObserver, signal: AbortSignal): Promise<CommittedImage> {
    return new Promise((resolve, reject) => {
      const succeed = () => resolve({ digest: DIGEST, message: 'Committed.', verifiedBy: 'get' });
      const cancel = () => reject(new FactoryError('cancelled', 'The commit was cancelled.'));
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel);
      this.jobs.push({ task, progress, signal, succeed, fail: reject });
    });
  }

  removeLeftovers(): Promise<number> {
    this.leftovers += 1;
    return Promise.resolve(0);
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }
}

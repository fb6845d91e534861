import type { SavedImage, SaveEngine, SaveProgress, SaveTask } from '@image-factory/docker';
import { FactoryError } from '@image-factory/errors';

/** Digest of every image that a stub saves. */
export const DIGEST = `sha256:${'a'.repeat(64)}`;

/** One save that a stub has been asked for; the test decides how it goes. */
export interface StubSave {
  readonly task: SaveTask;
  readonly observe: (progress: SaveProgress) => void;
  readonly signal: AbortSignal;
  readonly succeed: () => void;
  readonly fail: (error: Error) => void;
}

/** A way to save that saves nothing: each save waits for the test. Aborted, it ends as `cancelled`. */
export class StubSaves implements SaveEngine {
  readonly saves: StubSave[] = [];
  leftovers = 0;

  save(task: SaveTask, observe: (progress: SaveProgress) => void, signal: AbortSignal): Promise<SavedImage> {
    return new Promise((resolve, reject) => {
      const succeed = () => resolve({ digest: DIGEST, message: 'Saved.', verifiedBy: 'get' });
      const cancel = () => reject(new FactoryError('cancelled', 'The save was cancelled.'));
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel);
      this.saves.push({ task, observe, signal, succeed, fail: reject });
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

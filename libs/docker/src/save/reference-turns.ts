import { KeyedQueue } from './keyed-queue.js';
import type { SavedImage, SaveEngine, SaveProgress, SaveTask } from './save-engine.port.js';

/** Saves onto one reference one after the other, so that each finds in the registry what it has pushed itself. */
export class ReferenceTurns implements SaveEngine {
  private readonly references = new KeyedQueue();

  constructor(private readonly way: SaveEngine) {}

  async save(task: SaveTask, observe: (progress: SaveProgress) => void, signal: AbortSignal): Promise<SavedImage> {
    const reference = task.reference.toString();
    if (this.references.isBusy(reference)) {
      observe({ phase: 'committing', message: `Waiting for another save onto ${reference}.` });
    }
    const leave = await this.references.enter(reference, signal);
    try {
      return await this.way.save(task, observe, signal);
    } finally {
      leave();
    }
  }
}

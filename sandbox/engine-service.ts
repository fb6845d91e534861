import { importBaseImage } from './base-image.js';
import type { Daemon } from './daemon.js';
import type { Engine } from './engine.js';
import { Part } from './part.js';

/** A private container engine: it has the base image, and removes its containers when it stops. */
export abstract class EngineService extends Part {
  /** Client for the engine. */
  abstract readonly engine: Engine;
  protected abstract readonly daemon: Daemon;

  /** Removes the engine's remains on the machine after it has stopped. */
  protected abstract tidyUp(): Promise<void> | void;

  /** Its log output. */
  get log(): string {
    return this.daemon.log;
  }

  protected override async up(): Promise<void> {
    await this.daemon.start();
    await importBaseImage(this.engine.api);
  }

  protected override async down(): Promise<void> {
    if (this.daemon.alive) await this.engine.removeContainers().catch(() => undefined);
    await this.daemon.stop();
    await this.tidyUp();
  }
}

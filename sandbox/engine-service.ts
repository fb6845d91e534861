import { importBaseImage } from './base-image.js';
import type { Daemon } from './daemon.js';
import type { Engine } from './engine.js';
import { Part } from './part.js';

/** A container engine of one's own: it has the base image, and takes its containers along when it is stopped. */
export abstract class EngineService extends Part {
  /** How one talks to it. */
  abstract readonly engine: Engine;
  protected abstract readonly daemon: Daemon;

  /** Removes what the engine leaves on the machine once it is gone. */
  protected abstract tidyUp(): Promise<void> | void;

  /** What it wrote. */
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

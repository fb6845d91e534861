import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CommitStatus } from '@image-factory/contracts';
import { DirectSave, DockerEngine, EngineSave, InterruptedPause } from '@image-factory/docker';
import { FactoryError } from '@image-factory/errors';
import { logResumed } from '../docker/log-resumed.js';
import { NodeIdentity } from '../node/node-identity.js';
import { StatusOutbox } from '../shield/status-outbox.js';
import { type SaveNote, SaveNotes } from '../state/save-notes.js';
import { SaveRuns } from './save-runs.js';

/** How often it is looked whether something is to be put right, in milliseconds. */
const LOOK_EVERY = 20_000;

/** After the agent or the engine has died in a save: no container stays paused, no image stays on the node. */
@Injectable()
export class LeftoversService implements OnApplicationBootstrap {
  private readonly logger = new Logger(LeftoversService.name);
  private containers?: Promise<void>;
  private thawed?: Promise<number>;
  private trouble?: string;

  constructor(
    private readonly engine: DockerEngine,
    private readonly engineSave: EngineSave,
    private readonly directSave: DirectSave,
    private readonly runs: SaveRuns,
    private readonly notes: SaveNotes,
    private readonly node: NodeIdentity,
    private readonly outbox: StatusOutbox,
  ) {}

  onApplicationBootstrap(): void {
    void this.putRight();
  }

  /** Over and over: the engine may come later than the agent, and end the commit of a dead save later still. */
  @Interval(LOOK_EVERY)
  async putRight(): Promise<void> {
    try {
      await this.putContainersRight();
      await this.putImagesRight();
      this.trouble = undefined;
    } catch (error) {
      const { logText } = FactoryError.from(error);
      if (logText !== this.trouble) this.logger.warn({ reason: logText }, 'recovery incomplete, retrying');
      this.trouble = logText;
    }
  }

  /**
   * Unpauses what dead saves have left paused. A save of the same container must not start before that: it might be
   * unpaused in the middle.
   * @throws FactoryError `engine_unreachable`, `engine_failed`
   */
  putContainersRight(): Promise<void> {
    this.containers ??= this.seeToContainers().finally(() => (this.containers = undefined));
    return this.containers;
  }

  /** Resolves when the engine is done with what abandoned saves had asked of it, and their images are gone. */
  settled(): Promise<void> {
    return this.engineSave.settled();
  }

  private async putImagesRight(): Promise<void> {
    const images = await this.engineSave.removeLeftovers();
    if (images > 0) this.logger.log({ images }, 'images of interrupted saves removed');
  }

  private async seeToContainers(): Promise<void> {
    await this.engine.ping();
    // Of running saves, too, it would thaw the containers: only once, before the first one.
    await (this.thawed ??= this.directSave.removeLeftovers());
    const notes = await this.notes.list();
    const running = new Set(this.runs.running().map(({ save }) => save.transaction));
    const dead = notes.filter(({ transaction }) => !running.has(transaction));
    await Promise.all(dead.map((note) => this.seeTo(note)));
  }

  private async seeTo(note: SaveNote): Promise<void> {
    if (!note.wasPaused) await this.resume(note);
    this.tellFirstGeneration(note);
    await this.notes.remove(note.transaction);
  }

  private async resume(note: SaveNote): Promise<void> {
    const { transaction, containerId } = note;
    try {
      const resumed = await new InterruptedPause(this.engine, note).resume();
      if (resumed) logResumed(this.logger, { transaction, containerId, name: resumed.name });
    } catch (error) {
      if (FactoryError.from(error).code !== 'container_not_found') throw error;
    }
  }

  /** A shield that numbers attempts finds out by the next registration and begins anew; an older one never does. */
  private tellFirstGeneration({ transaction, attempt, requestId, bootId }: SaveNote): void {
    if (attempt !== undefined || bootId === this.node.bootId) return;
    const { code, explanation } = new FactoryError('agent_lost', 'The agent was restarted during the save.');
    const end = { status: CommitStatus.FAILED, status_msg: explanation, error_code: code };
    this.outbox.post({ transaction, seq: 1, boot_id: this.node.bootId, ...end }, requestId);
  }
}

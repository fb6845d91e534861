import { FactoryError } from '@image-factory/errors';
import type { DockerEngine } from '../engine/docker-engine.js';
import type { ImageReference } from '../reference/image-reference.js';
import { ContainerCommit } from './container-commit.js';
import { DiskSpace } from './disk-space.js';
import { EngineLeftovers } from './engine-leftovers.js';
import { EngineOutage } from './engine-outage.js';
import { checkLayerLimit } from './layer-limit.js';
import type { ManifestVerifier } from './manifest-verifier.port.js';
import { type ConfirmedPush, type PushNews, ReferencePush } from './reference-push.js';
import type { FreezePeriod, SavedImage, SaveEngine, SaveProgress, SaveTask } from './save-engine.port.js';
import { checkSavablePaths } from './savable-paths.js';
import { SaveMark } from './save-mark.js';

/** How an EngineSave behaves; every part has a default. */
export interface EngineSaveOptions {
  /** Names the agent for good, over restarts: only images of saves with this owner are ever cleaned up. */
  readonly owner?: string;
  /** How long a push that fails for a passing cause is tried again, all waits together, in milliseconds. */
  readonly pushPatience?: number;
  /** How long an engine that dies in a save may stay away, in milliseconds; then the save fails. */
  readonly enginePatience?: number;
  /** Whether an image that was saved stays on the node under its reference, if nothing else has that name; default false. */
  readonly keepImages?: boolean;
  /** Told what could not be put right on the node. */
  readonly warn?: (message: string) => void;
  /** Told for how long a container was frozen. */
  readonly frozen?: (period: FreezePeriod) => void;
}

const PUSH_PATIENCE = 40_000;
const ENGINE_PATIENCE = 60_000;

/** The engine's own way to save: commit, then push. It works with every storage driver, and takes its time. */
export class EngineSave implements SaveEngine {
  private readonly owner: string;
  private readonly keepImages: boolean;
  private readonly warn: (message: string) => void;
  private readonly outage: EngineOutage;
  private readonly commit: ContainerCommit;
  private readonly push: ReferencePush;
  private readonly disk: DiskSpace;
  /** The saves that are not tidied up after, by the tags of their marks. */
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly engine: DockerEngine,
    verifier: ManifestVerifier,
    options: EngineSaveOptions = {},
  ) {
    const { owner = '', pushPatience = PUSH_PATIENCE, enginePatience = ENGINE_PATIENCE } = options;
    const { warn = () => undefined, frozen = () => undefined } = options;
    const outage = new EngineOutage(engine, enginePatience);
    this.outage = outage;
    this.owner = owner;
    this.keepImages = options.keepImages ?? false;
    this.warn = warn;
    this.disk = new DiskSpace(engine);
    this.commit = new ContainerCommit(engine, outage, warn, frozen);
    this.push = new ReferencePush(engine, outage, verifier, pushPatience, warn);
  }

  /**
   * Resolves when the registry has shown the manifest and the reference on the node is what it was before; the image
   * of the commit is removed after that, see `settled`.
   */
  save(task: SaveTask, observe: (progress: SaveProgress) => void, signal: AbortSignal): Promise<SavedImage> {
    const mark = SaveMark.make(this.owner, task.reference, task.transaction);
    return new Promise((resolve, reject) => {
      const work = this.saveAndTidyUp(task, mark, observe, signal, resolve)
        .catch(reject)
        .finally(() => this.running.delete(mark.tag));
      this.running.set(mark.tag, work);
    });
  }

  /**
   * Puts right what saves of this owner have left behind that were killed in the middle. Running ones are not touched.
   *
   * @returns how many images were removed
   */
  removeLeftovers(): Promise<number> {
    return new EngineLeftovers(this.engine, this.owner).remove((tag) => this.running.has(tag));
  }

  /** Resolves when the saves of this moment have ended and the node is tidied up, after cancelled ones too. */
  async settled(): Promise<void> {
    await Promise.all([...this.running.values(), this.commit.settled()]);
  }

  private async saveAndTidyUp(
    task: SaveTask,
    mark: SaveMark,
    observe: (progress: SaveProgress) => void,
    signal: AbortSignal,
    whenSaved: (image: SavedImage) => void,
  ): Promise<void> {
    const { reference } = task;
    if (task.omissions?.excludesPaths) {
      throw new FactoryError('exclude_unavailable', 'The agent saves by the engine, which cannot leave out paths.');
    }
    try {
      const image = await this.commitContainer(task, mark, observe, signal);
      let pushedBytes: number | undefined;
      const tell = ({ message, progress }: PushNews): void => {
        pushedBytes = progress?.bytes ?? pushedBytes;
        observe({ phase: 'pushing', message, bytes: progress?.bytes, totalBytes: progress?.totalBytes });
      };
      const whenPushed = ({ digest, verifiedBy }: ConfirmedPush): void => {
        const message = `Committed and pushed as ${reference.toString()}, ${digest}.`;
        whenSaved({ digest, message, pushedBytes, verifiedBy });
      };
      await this.push.run(task, image, mark, { tell, whenPushed }, signal);
      if (this.keepImages) await this.keep(image, reference);
    } finally {
      await this.removeImage(mark);
    }
  }

  private async commitContainer(
    task: SaveTask,
    mark: SaveMark,
    observe: (progress: SaveProgress) => void,
    signal: AbortSignal,
  ): Promise<string> {
    const tell = (message: string): void => observe({ phase: 'committing', message });
    tell(
      this.commit.isBusy(task.containerId)
        ? 'Waiting for an earlier commit of this container.'
        : 'Committing the container.',
    );
    await this.outage.outlast(() => this.checkLayers(task.containerId), tell, signal);
    await this.outage.outlast(() => checkSavablePaths(this.engine, task.containerId, signal), tell, signal);
    await this.outage.outlast(() => this.disk.check(task.containerId), tell, signal);
    return this.commit.run(task, mark, tell, signal);
  }

  /** The engine itself refuses too late: it has paused the container and copied its files by then. */
  private async checkLayers(containerId: string): Promise<void> {
    const { imageId } = await this.engine.inspect(containerId);
    const image = await this.engine.inspectImage(imageId);
    if (image) checkLayerLimit(image.layers.length);
  }

  private async keep(image: string, reference: ImageReference): Promise<void> {
    try {
      const taken = await this.engine.inspectImage(reference.toString());
      if (!taken) await this.engine.tag(image, reference.name, reference.tag);
    } catch (error) {
      this.warn(`${reference.toString()} does not stay on the node: ${FactoryError.from(error).logText}`);
    }
  }

  private async removeImage(mark: SaveMark): Promise<void> {
    try {
      for (const name of [mark.saving, mark.raw]) await this.engine.untag(name);
    } catch (error) {
      this.warn(`An image stays on the node as ${mark.saving}: ${FactoryError.from(error).logText}`);
    }
  }
}

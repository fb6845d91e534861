import { FactoryError } from '@image-factory/errors';
import { checkLayerLimit } from '@image-factory/oci';
import { type NativeCommit, type NativeCommitRequest, type NativeImage, RuntimeOutage } from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';
import { ContainerCommit } from './container-commit.js';
import { DiskSpace } from './disk-space.js';
import { InterruptedCommits } from './interrupted-commits.js';
import { ReferencePush } from './reference-push.js';
import { CommitTag } from './commit-tag.js';

/** Options of a DockerNativeCommit; all have defaults. */
export interface NativeCommitOptions {
  /** Stable identity of the agent across restarts: only images of commits with this owner are ever removed. */
  readonly owner?: string;
  /** Limit on an outage of the runtime during a commit, in milliseconds: a longer one fails the commit. */
  readonly maxOutageMs?: number;
  /** Receives failed cleanups on the node. */
  readonly warn?: (message: string) => void;
}

const MAX_OUTAGE_MS = 60_000;

/** `docker commit` and `docker push`. Slower, but works with every storage driver. */
export class DockerNativeCommit implements NativeCommit {
  private readonly owner: string;
  private readonly warn: (message: string) => void;
  private readonly outage: RuntimeOutage;
  private readonly containerCommit: ContainerCommit;
  private readonly referencePush: ReferencePush;
  private readonly disk: DiskSpace;
  /** Tags of the commits in progress. */
  private readonly marks = new Set<string>();

  constructor(
    private readonly engine: DockerEngine,
    options: NativeCommitOptions = {},
  ) {
    const { owner = '', maxOutageMs = MAX_OUTAGE_MS, warn = () => undefined } = options;
    this.owner = owner;
    this.warn = warn;
    this.outage = new RuntimeOutage(engine, maxOutageMs);
    this.disk = new DiskSpace(engine);
    this.containerCommit = new ContainerCommit(engine, this.outage, warn);
    this.referencePush = new ReferencePush(engine, this.outage, warn);
  }

  async commit(
    request: NativeCommitRequest,
    report: (message: string) => void,
    signal: AbortSignal,
  ): Promise<NativeImage> {
    const mark = CommitTag.make(this.owner, request.reference, request.commitId);
    this.marks.add(mark.tag);
    try {
      await this.outage.outlast(() => this.check(request.containerId), report, signal);
      const id = await this.containerCommit.run(request, mark, report, signal);
      return this.imageOf(id, request, mark);
    } catch (error) {
      await this.remove(mark);
      throw error;
    }
  }

  removeLeftovers(): Promise<number> {
    return new InterruptedCommits(this.engine, this.owner).remove((tag) => this.marks.has(tag));
  }

  settled(): Promise<void> {
    return this.containerCommit.settled();
  }

  private imageOf(id: string, { reference }: NativeCommitRequest, mark: CommitTag): NativeImage {
    let returned: Promise<void> = Promise.resolve();
    return {
      push: async (credentials, observer, confirm, signal) => {
        const task = { image: id, reference, credentials, tag: mark };
        ({ returned } = await this.referencePush.run(task, observer, confirm, signal));
      },
      keep: () => returned.then(() => this.keep(id, reference)),
      remove: () => returned.then(() => this.remove(mark)),
    };
  }

  /** The runtime checks too late: after it has paused the container and copied its files. */
  private async check(containerId: string): Promise<void> {
    const { imageId } = await this.engine.containers.inspect(containerId);
    const image = await this.engine.images.inspect(imageId);
    if (image) checkLayerLimit(image.layers.length);
    await this.disk.check(containerId);
  }

  private async keep(id: string, reference: NativeCommitRequest['reference']): Promise<void> {
    try {
      const taken = await this.engine.images.inspect(reference.toString());
      if (!taken) await this.engine.images.tag(id, reference.name, reference.tag);
    } catch (error) {
      this.warn(`${reference.toString()} does not stay on the node: ${FactoryError.from(error).logText}`);
    }
  }

  private async remove(mark: CommitTag): Promise<void> {
    try {
      for (const name of [mark.committed, mark.raw]) await this.engine.images.untag(name);
    } catch (error) {
      this.warn(`An image stays on the node as ${mark.committed}: ${FactoryError.from(error).logText}`);
    } finally {
      this.marks.delete(mark.tag);
    }
  }
}

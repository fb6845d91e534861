import { FactoryError } from '@image-factory/errors';
import type {
  ContainerChanges,
  ContainerFacts,
  ContainerSizes,
  ContainerSource,
  ContainerSummary,
} from '@image-factory/runtime';
import type { TaskMessage } from '../api/messages.js';
import type { ContainerImages } from '../images/container-images.js';
import type { ControlGroups } from '@image-factory/runtime';
import type { ContainerdWritableLayer } from '../snapshots/containerd-writable-layer.js';
import type { SnapshotStore } from '../snapshots/snapshot-store.js';
import { upperChanges } from '../snapshots/upper-changes.js';
import type { ContainerLookup } from '../containers/container-lookup.js';
import { type ContainerRecord, dateOf } from '../containers/container-record.js';
import { type ContainerTasks, isPausedByCall, isRunning, startOf } from '../containers/container-tasks.js';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Collaborators of a container source. */
export interface ContainerSourceParts {
  readonly lookup: ContainerLookup;
  readonly tasks: ContainerTasks;
  readonly images: ContainerImages;
  readonly snapshots: SnapshotStore;
  readonly writableLayer: ContainerdWritableLayer;
  readonly groups: Pick<ControlGroups, 'freezerOf'>;
}

/** The containers of one namespace of containerd, without the sandboxes of pods. */
export class ContainerdContainerSource implements ContainerSource {
  constructor(private readonly parts: ContainerSourceParts) {}

  async find(container: string): Promise<ContainerFacts> {
    const { tasks, images } = this.parts;
    const record = await this.record(container);
    const { id, name, pod, imageName, mounts } = record;
    const [task, imageId] = await Promise.all([tasks.get(id), images.idOf(record)]);
    const running = isRunning(task);
    return {
      ...{ id, name, pod, imageId, imageName, mounts, running },
      ...(await this.pauseOf(record, task)),
      pid: running ? task.pid : 0,
      // CRI and nerdctl start a container by a new task.
      restarting: false,
      restartCount: 0,
      startedAt: running ? await startOf(task) : '',
      finishedAt: (task && dateOf(task.exited_at)?.toISOString()) ?? '',
      // The environment of a pod may hold secrets and does not belong in an image.
      config: await images.startOf(imageId),
    };
  }

  async list(): Promise<ContainerSummary[]> {
    const [records, tasks] = await Promise.all([this.parts.lookup.list(), this.parts.tasks.list()]);
    const summaries = await Promise.all(records.map((record) => this.summaryOf(record, tasks.get(record.id))));
    return summaries.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  }

  async sizes(container: string): Promise<ContainerSizes> {
    const { snapshots } = this.parts;
    const { snapshotter, snapshotKey: key, id } = await this.record(container);
    const changed = key === '' ? undefined : await snapshots.usage({ snapshotter, key });
    if (changed === undefined) throw new FactoryError('engine_failed', `The snapshot of the container ${id} is gone.`);
    const chain = await snapshots.chain({ snapshotter, key });
    const layers = await Promise.all(chain.map((layer) => snapshots.usage({ snapshotter, key: layer })));
    return { changed, whole: layers.reduce<number>((sum, size) => sum + (size ?? 0), changed) };
  }

  /** Lists no paths for a snapshotter without an upper directory. */
  async changes(containerId: string, signal: AbortSignal): Promise<ContainerChanges> {
    const facts = await this.find(containerId);
    try {
      const { upper, lowers = [] } = await this.parts.writableLayer.locate(facts);
      return await upperChanges({ upper, lowers }, signal);
    } catch (error) {
      if (FactoryError.from(error).code !== 'direct_unavailable') throw error;
      return { changes: [], isComplete: false };
    }
  }

  private record(container: string): Promise<ContainerRecord> {
    const { lookup, tasks } = this.parts;
    return lookup.find(container, async (id) => isRunning(await tasks.get(id)));
  }

  private async summaryOf(record: ContainerRecord, task: TaskMessage | undefined): Promise<ContainerSummary> {
    const { id, name, pod, imageName: image, createdAt } = record;
    const { paused } = await this.pauseOf(record, task);
    const state = stateOf(task, paused);
    return { ...{ id, name, pod, image, state, createdAt }, status: statusInWords(state, createdAt, new Date()) };
  }

  /** containerd does not report a frozen control group. */
  private async pauseOf(
    { controlGroup }: ContainerRecord,
    task: TaskMessage | undefined,
  ): Promise<Pick<ContainerFacts, 'paused' | 'pauseMethod'>> {
    if (!isRunning(task)) return { paused: false };
    if (isPausedByCall(task)) return { paused: true, pauseMethod: 'runtime' };
    const freezer = await this.parts.groups.freezerOf(controlGroup, task.pid);
    const paused = (await freezer?.isFrozen().catch(() => false)) ?? false;
    return { paused, pauseMethod: paused || (await freezer?.isWritable()) ? 'freezer' : 'runtime' };
  }
}

function stateOf(task: TaskMessage | undefined, paused: boolean): string {
  if (paused) return 'paused';
  if (isRunning(task)) return 'running';
  return task?.status === 'CREATED' ? 'created' : 'exited';
}

/** State of a container with its age: `Running, created 3 minutes ago`. containerd keeps only the time of creation. */
export function statusInWords(state: string, createdAt: Date, now: Date): string {
  const seconds = Math.max(Math.floor((now.getTime() - createdAt.getTime()) / 1000), 0);
  const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? ['second', 1];
  const count = Math.floor(seconds / length);
  const age = `created ${count} ${unit}${count === 1 ? '' : 's'} ago`;
  const words = state === 'created' ? age : `${state}, ${age}`;
  return `${words[0]?.toUpperCase()}${words.slice(1)}`;
}

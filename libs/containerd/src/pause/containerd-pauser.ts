import { FactoryError } from '@image-factory/errors';
import { Backoff } from '@image-factory/resilience';
import type { Pauser } from '@image-factory/runtime';
import type { ContainerdConnection } from '../api/containerd-connection.js';
import type { RunningTask } from '../containers/container-tasks.js';
import { isPausedByCall, isRunning } from '../containers/container-tasks.js';
import type { ContainerLookup } from '../containers/container-lookup.js';
import type { ContainerTasks } from '../containers/container-tasks.js';
import type { ControlGroups } from '@image-factory/runtime';
import type { Freezer } from '@image-factory/runtime';

/** containerd's pause of a container whose processes are busy: "unable to freeze". */
const BUSY = /unable to freeze/i;
const BUSY_BACKOFF = new Backoff({ initialMs: 50, retries: 3 });

/** Collaborators of a pauser. */
export interface PauserParts {
  readonly connection: ContainerdConnection;
  readonly lookup: Pick<ContainerLookup, 'get'>;
  readonly tasks: ContainerTasks;
  readonly groups: Pick<ControlGroups, 'freezerOf'>;
  /** Receives each container that the usual method could not pause or resume. */
  readonly warn: (message: string) => void;
}

/** A container with processes. */
interface Target {
  readonly task: RunningTask;
  readonly freezer: Freezer | undefined;
}

/**
 * Pauses by the freezer of the container's control group, and falls back to containerd's own pause where the group is
 * not writable: CRI loses a container that containerd itself has paused if containerd restarts meanwhile. A pause is
 * ended by the method that began it.
 */
export class ContainerdPauser implements Pauser {
  /** Freezers of the groups that this process has frozen; they work without containerd. */
  private readonly frozen = new Map<string, Freezer>();
  /** Whether it was reported that containerd pauses. */
  private hasWarned = false;
  /** Last resumes by this process, in Unix milliseconds; containerd keeps no history. */
  private readonly resumedAt = new Map<string, number>();

  constructor(private readonly parts: PauserParts) {}

  async pause(containerId: string): Promise<void> {
    const { task, freezer } = await this.target(containerId);
    if (isPausedByCall(task) || (await freezer?.isFrozen())) throw refused(containerId, 'is paused already');
    if (!freezer || !(await freezer.isWritable())) {
      this.warnOnce(freezer);
      return this.pauseByCall(containerId);
    }
    this.frozen.set(containerId, freezer);
    await freezer.freeze().catch((error: unknown) => {
      this.frozen.delete(containerId);
      throw failed(containerId, 'paused', error);
    });
  }

  async resume(containerId: string): Promise<void> {
    const { task, freezer } = await this.target(containerId);
    if (isPausedByCall(task)) await this.resumeByCall(containerId, freezer);
    else if (await freezer?.isFrozen()) await this.unfreeze(containerId, freezer!);
    else throw refused(containerId, 'is not paused');
    this.note(containerId);
  }

  async resumeOffline(containerId: string): Promise<boolean> {
    const freezer = this.frozen.get(containerId);
    if (!(await freezer?.isFrozen().catch(() => false))) return false;
    await this.unfreeze(containerId, freezer!);
    this.note(containerId);
    return true;
  }

  /** Considers only the resumes by this process. */
  wasResumedSince(containerId: string, at: number): Promise<boolean> {
    return Promise.resolve((this.resumedAt.get(containerId) ?? 0) > at);
  }

  private async target(containerId: string): Promise<Target> {
    const { lookup, tasks, groups } = this.parts;
    const [record, task] = await Promise.all([lookup.get(containerId), tasks.get(containerId)]);
    if (!record) throw new FactoryError('container_not_found', `There is no container ${containerId} in containerd.`);
    if (!isRunning(task)) throw refused(containerId, 'does not run');
    return { task, freezer: await groups.freezerOf(record.controlGroup, task.pid) };
  }

  private note(containerId: string): void {
    this.frozen.delete(containerId);
    this.resumedAt.set(containerId, Date.now());
  }

  /** The same for all containers of the node, so once is enough. */
  private warnOnce(freezer: Freezer | undefined): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    const obstacle = freezer ? `cannot write the control group ${freezer.folder}` : 'does not see the control groups';
    this.parts.warn(
      `The agent ${obstacle} of the node, so containerd itself pauses containers. If containerd restarts during such a ` +
        'pause, Kubernetes replaces the container and its files are lost. Give the agent /sys/fs/cgroup writable, and ' +
        'the pid namespace of the node.',
    );
  }

  private async pauseByCall(containerId: string): Promise<void> {
    const { connection } = this.parts;
    const pause = () => connection.call('Tasks.Pause', { container_id: containerId }, 'pause the container');
    await BUSY_BACKOFF.run(pause, { isRetryable: (error) => BUSY.test(FactoryError.from(error).message) });
  }

  /** Some versions of runc leave the group frozen although the container counts as running: opencontainers/runc#5325. */
  private async resumeByCall(containerId: string, freezer: Freezer | undefined): Promise<void> {
    const { connection, warn } = this.parts;
    await connection.call('Tasks.Resume', { container_id: containerId }, 'resume the container');
    if (!(await freezer?.isFrozen())) return;
    warn(
      `containerd has resumed the container ${containerId}, but its control group is still frozen. Resuming the group.`,
    );
    await this.unfreeze(containerId, freezer!);
  }

  private async unfreeze(containerId: string, freezer: Freezer): Promise<void> {
    await freezer.resume().catch((error: unknown) => {
      throw failed(containerId, 'resumed', error);
    });
  }
}

function refused(containerId: string, fact: string): FactoryError {
  return new FactoryError('engine_failed', `The container ${containerId} ${fact}.`);
}

/** Attributes an error of the file system to the control group. */
function failed(containerId: string, state: string, error: unknown): FactoryError {
  if (error instanceof FactoryError) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  const sentence = `The container ${containerId} could not be ${state} by its control group (${code}).`;
  return new FactoryError('engine_failed', sentence, { cause: error });
}

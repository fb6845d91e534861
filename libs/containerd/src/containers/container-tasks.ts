import { readFile } from 'node:fs/promises';
import { type ContainerdConnection } from '../api/containerd-connection.js';
import { isMissing } from '../api/containerd-error.js';
import type { TaskMessage } from '../api/messages.js';

/** Field of `/proc/<pid>/stat` with the start of the process, in clock ticks since boot, counted from the state. */
const START_FIELD = 19;

/** A task with processes. */
export type RunningTask = TaskMessage & { readonly status: 'RUNNING' | 'PAUSED' | 'PAUSING' };

/** The processes of containers. */
export class ContainerTasks {
  constructor(private readonly connection: ContainerdConnection) {}

  /** @returns undefined if the container has no process: CRI deletes the task of a container that has ended */
  async get(containerId: string): Promise<TaskMessage | undefined> {
    try {
      const request = { container_id: containerId };
      const { process } = await this.connection.call('Tasks.Get', request, 'inspect the container');
      return process ?? undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** All tasks of the namespace, by the id of the container. */
  async list(): Promise<ReadonlyMap<string, TaskMessage>> {
    const { tasks } = await this.connection.call('Tasks.List', {}, 'list the tasks');
    return new Map(tasks.map((task) => [task.id, task]));
  }
}

/** Whether the container has processes, paused or not. */
export function isRunning(task: TaskMessage | undefined): task is RunningTask {
  return task !== undefined && ['RUNNING', 'PAUSED', 'PAUSING'].includes(task.status);
}

/** Whether the container is paused by a call of containerd. */
export function isPausedByCall({ status }: TaskMessage): boolean {
  return status === 'PAUSED' || status === 'PAUSING';
}

/**
 * The start of a container's first process. containerd keeps no time, so this is the process id and the kernel's start
 * time, in ticks since boot.
 */
export async function startOf({ pid }: TaskMessage): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD] ?? '';
  return `${pid}@${ticks}`;
}

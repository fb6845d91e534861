import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killProcess } from './leftovers.js';

/** The cgroup that contains an engine's containers, in every mounted hierarchy. */
export class ControlGroup {
  /** @param name its path below the mount points, such as "/sandbox/engine" */
  constructor(readonly name: string) {}

  /** Kills all processes in the cgroup, including frozen ones. */
  kill(): void {
    for (const folder of this.#folders()) {
      unfreeze(folder);
      for (const pid of members(folder)) killProcess(pid);
    }
  }

  /** Removes the cgroup and its children; fails with EBUSY while any of them contains a process. */
  remove(): void {
    // Remove the innermost groups first, because a cgroup with children cannot be removed.
    for (const folder of [...this.#folders()].reverse()) rmdirSync(folder);
  }

  #folders(): string[] {
    return mounts()
      .map((mount) => join(mount, this.name))
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => [folder, ...subfolders(folder)]);
  }
}

function mounts(): string[] {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
    .flatMap(([, mount]) => mount ?? []);
}

function subfolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .flatMap((child) => [child, ...subfolders(child)]);
}

function members(folder: string): number[] {
  return readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
}

/** In cgroup v1, a frozen process handles no signal, not even SIGKILL. */
function unfreeze(folder: string): void {
  const [v1, v2] = [join(folder, 'freezer.state'), join(folder, 'cgroup.freeze')];
  if (existsSync(v1)) writeFileSync(v1, 'THAWED');
  if (existsSync(v2)) writeFileSync(v2, '0');
}

import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killProcess } from './leftovers.js';

/** The control group that one engine puts its containers in, in every hierarchy that this machine has mounted. */
export class ControlGroup {
  /** @param name its path below the mounts, such as "/sandbox/engine" */
  constructor(readonly name: string) {}

  /** Kills all processes in it, frozen ones too. */
  kill(): void {
    for (const folder of this.#folders()) {
      thaw(folder);
      for (const pid of members(folder)) killProcess(pid);
    }
  }

  /** Removes it with the groups in it; fails with EBUSY as long as there is a process in one. */
  remove(): void {
    // From the inside out, since a group with groups in it cannot go.
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

/** A frozen process takes no signal, not even SIGKILL, in version 1. */
function thaw(folder: string): void {
  const [v1, v2] = [join(folder, 'freezer.state'), join(folder, 'cgroup.freeze')];
  if (existsSync(v1)) writeFileSync(v1, 'THAWED');
  if (existsSync(v2)) writeFileSync(v2, '0');
}

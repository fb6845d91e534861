import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Kills the processes whose command line contains a path in a folder: shims that outlived their engine. */
export function killProcessesOf(folder: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (commandLine(pid).includes(`${folder}/`)) killProcess(Number(pid));
  }
}

/** Kills a process that may already have exited. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Unmounts all mounts in a folder, the innermost first. */
export function unmountAll(folder: string): void {
  for (const mount of mountsIn(folder).reverse()) execFileSync('umount', ['--lazy', mount]);
}

/** The mounts in a folder, in mount order. */
export function mountsIn(folder: string): string[] {
  return mounts().filter((mount) => mount.startsWith(`${folder}/`));
}

/** Whether something is mounted on a folder. */
export function isMountPoint(folder: string): boolean {
  return mounts().includes(folder);
}

function mounts(): string[] {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? []);
}

/**
 * Removes the sockets of containerd's shims, which are outside of the directories that an engine can configure.
 *
 * @param tasks folder of the tasks of one namespace
 */
export function removeShimSockets(tasks: string): void {
  if (!existsSync(tasks)) return;
  for (const task of readdirSync(tasks)) {
    const address = join(tasks, task, 'address');
    if (existsSync(address)) rmSync(readFileSync(address, 'utf8').trim().replace('unix://', ''), { force: true });
  }
}

/** State of runc's containers, by the namespace of containerd; no engine can configure its folder. */
const RUNC_STATE = '/run/containerd/runc';

/**
 * Removes runc's state of containers whose files are in a folder: a killed shim leaves the state behind, which reserves
 * the ids of the containers.
 */
export function removeRuncState(folder: string, namespace: string): void {
  const containers = join(RUNC_STATE, namespace);
  if (!existsSync(containers)) return;
  for (const id of readdirSync(containers)) {
    const state = join(containers, id, 'state.json');
    if (existsSync(state) && readFileSync(state, 'utf8').includes(`${folder}/`)) {
      rmSync(join(containers, id), { recursive: true, force: true });
    }
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

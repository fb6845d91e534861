import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ControlGroup } from './control-group.js';
import { isMountPoint, killProcessesOf, unmountAll } from './leftovers.js';

/** Environment variable with the parent of this process's folders; test processes inherit it from the set-up. */
export const ROOT_VARIABLE = 'IMAGE_FACTORY_SANDBOX';

const PREFIX = 'if-';
const ROOT_NAME = /^if-(\d+)-\w+$/;

/**
 * A temporary directory. All directories of a process share one root with a short path (a socket path is limited to 107
 * bytes). The root is on disk, because /tmp may be in memory, and is removed with the last directory.
 */
export class Folder {
  readonly path: string;

  /** @param name prefix of its name, for debugging */
  constructor(name: string) {
    this.path = mkdtempSync(join(root(), `${name}-`));
  }

  /** Path of an entry in it. */
  at(...names: string[]): string {
    return join(this.path, ...names);
  }

  /** Writes a file, by default readable only by its owner, and returns its path. */
  write(name: string, content: string | NodeJS.ArrayBufferView, mode = 0o600): string {
    const path = this.at(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode });
    return path;
  }

  /** Removes it with its content, and the root with the last directory. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
    const left = dirname(this.path);
    if (existsSync(left) && readdirSync(left).length === 0) removeRoot(left);
  }
}

/** Root of this process's directories, created on first use. */
export function root(): string {
  const known = process.env[ROOT_VARIABLE];
  return known !== undefined && existsSync(known) ? known : (process.env[ROOT_VARIABLE] = newRoot());
}

function newRoot(): string {
  const where = process.env.TMPDIR ?? '/var/tmp';
  sweep(where);
  const path = mkdtempSync(join(where, `${PREFIX}${process.pid}-`));
  process.once('exit', () => removeRoot(path));
  return path;
}

/** Removes the directories of processes that were killed before they could clean up. */
function sweep(where: string): void {
  for (const name of readdirSync(where)) {
    const owner = ROOT_NAME.exec(name)?.[1];
    if (owner === undefined || existsSync(`/proc/${owner}`)) continue;
    const left = join(where, name);
    try {
      killProcessesOf(left);
      unmountAll(left);
      removeRoot(left);
    } catch {
      // A process still uses it: the next process removes it.
    }
  }
}

function removeRoot(path: string): void {
  new ControlGroup(`/${basename(path)}`).remove();
  if (isMountPoint(path)) execFileSync('umount', ['--lazy', path]);
  rmSync(path, { recursive: true, force: true });
}

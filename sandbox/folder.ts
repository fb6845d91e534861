import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ControlGroup } from './control-group.js';
import { killProcessesOf, unmountAll } from './leftovers.js';

/** Names the folder that the folders of this process are made in; tests inherit it from what set them up. */
export const ROOT_VARIABLE = 'IMAGE_FACTORY_SANDBOX';

const PREFIX = 'if-';
const ROOT_NAME = /^if-(\d+)-\w+$/;

/**
 * A temporary folder. All of one process lie in one short root (the path of a socket may have 107 bytes), which goes
 * with the last of them. It is on disk, not in memory as /tmp may be.
 */
export class Folder {
  readonly path: string;

  /** @param name first letters of its name, for a person who looks */
  constructor(name: string) {
    this.path = mkdtempSync(join(root(), `${name}-`));
  }

  /** The path of something in it. */
  at(...names: string[]): string {
    return join(this.path, ...names);
  }

  /** Writes a file, readable by its owner only unless told otherwise, and gives its path. */
  write(name: string, content: string | NodeJS.ArrayBufferView, mode = 0o600): string {
    const path = this.at(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode });
    return path;
  }

  /** Removes it with all that is in it, and the root with the last one. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
    const left = dirname(this.path);
    if (existsSync(left) && readdirSync(left).length === 0) removeRoot(left);
  }
}

/** The root of this process's folders, made at the first call. */
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

/** Removes what processes left that were killed before they could clean up. */
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
      // Something of it is still ending: the next process sweeps it.
    }
  }
}

function removeRoot(path: string): void {
  new ControlGroup(`/${basename(path)}`).remove();
  rmSync(path, { recursive: true, force: true });
}

import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerChange, ContainerChanges } from '@image-factory/runtime';
import type { OverlayDirectories } from './overlay-mount.js';

/** Limit on the list, in paths: it is held in memory. */
const MAX_CHANGES = 300_000;

/** Lists the changes of an upper directory, like `docker diff`: parents before their children. */
export async function upperChanges(directories: OverlayDirectories, signal: AbortSignal): Promise<ContainerChanges> {
  const changes: ContainerChange[] = [];
  for await (const change of changesIn(directories, '/')) {
    signal.throwIfAborted();
    if (changes.length === MAX_CHANGES) return { changes, isComplete: false };
    changes.push(change);
  }
  return { changes, isComplete: true };
}

async function* changesIn(directories: OverlayDirectories, folder: string): AsyncGenerator<ContainerChange> {
  // A running container may remove a folder at any time.
  const entries = await opendir(join(directories.upper, folder)).catch(() => undefined);
  if (!entries) return;
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isCharacterDevice() && (await isWhiteout(join(directories.upper, path)))) {
      yield { path, kind: 'deleted' };
      continue;
    }
    yield { path, kind: (await isBelow(directories.lowers, path)) ? 'modified' : 'added' };
    if (entry.isDirectory()) yield* changesIn(directories, path);
  }
}

/** Whether the image has the path. */
async function isBelow(lowers: readonly string[], path: string): Promise<boolean> {
  for (const lower of lowers) {
    const found = await lstat(join(lower, path)).catch(() => undefined);
    if (found) return !(found.isCharacterDevice() && found.rdev === 0);
  }
  return false;
}

async function isWhiteout(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.rdev === 0;
}

import { dirname } from 'node:path/posix';
import { readable, unsupportedKind, type UnsupportedPath } from '@image-factory/oci';
import type { ContainerChanges } from '@image-factory/runtime';
import type { MountStubs } from '../stubs/mount-stubs.js';
import { findMovingUpper } from '../upper/find-upper.js';
import { MAX_UNSUPPORTED, unsupportedIn } from '../upper/unsupported-entries.js';
import type { ChangeSurvey, SizedFile } from './container-preview.js';
import { SecretPaths } from './secrets.js';

/** Limit on the reported files. */
const MAX_FILES = 20;

/** Keeps the largest files in bounded memory. */
export class LargestFiles {
  private readonly files: SizedFile[] = [];

  /** @param path called only if the file is among the largest so far */
  add(size: number, path: () => string): void {
    if (this.files.length === MAX_FILES && size <= this.files.at(-1)!.size) return;
    const place = this.files.findIndex((other) => other.size < size);
    this.files.splice(place < 0 ? this.files.length : place, 0, { path: path(), size });
    this.files.length = Math.min(this.files.length, MAX_FILES);
  }

  /** Largest first. */
  list(): readonly SizedFile[] {
    return this.files;
  }
}

/**
 * Surveys an upper directory while its container runs.
 *
 * @param stubs paths that a direct commit omits
 * @throws FactoryError `direct_failed`
 */
export async function surveyUpper(directory: string, stubs: MountStubs, signal: AbortSignal): Promise<ChangeSurvey> {
  const leftOut = new Set(stubs.current());
  const [largest, secrets] = [new LargestFiles(), new SecretPaths()];
  const unsupported: UnsupportedPath[] = [];
  const counted = new Set<string>();
  let [bytes, files, deletions] = [0, 0, 0];
  for await (const block of findMovingUpper(directory, signal)) {
    for (const [{ path }, kind] of unsupportedIn(block)) {
      if (unsupported.length < MAX_UNSUPPORTED) unsupported.push({ path: `/${readable(path)}`, kind });
    }
    for (const entry of block) {
      if (entry.type === 'w') deletions++;
      if (entry.type === 'w' || entry.isDirectory || (leftOut.size > 0 && leftOut.has(entry.path))) continue;
      files++;
      const path = readable(entry.path);
      secrets.look(path);
      const { size } = entry;
      if (size === 0) continue;
      if (entry.hasOtherNames) {
        const { inode } = entry;
        if (counted.has(inode)) continue;
        counted.add(inode);
      }
      bytes += size;
      largest.add(size, () => `/${path}`);
    }
  }
  const found = { largest: largest.list(), secrets: secrets.list(), unsupported };
  return { bytes, files, deletions, ...found, isComplete: true };
}

/**
 * Surveys the runtime's list of changes, for nodes where the upper directory is unreadable. The list has no sizes and
 * no types: a path without children counts as a file.
 *
 * @param bytes total size of the changes
 */
export function surveyChanges({ changes, isComplete }: ContainerChanges, bytes: number): ChangeSurvey {
  const secrets = new SecretPaths();
  const directories = new Set(changes.map(({ path }) => dirname(path)));
  const unsupported: UnsupportedPath[] = [];
  let [files, deletions] = [0, 0];
  for (const { path, kind } of changes) {
    const reason = unsupportedKind(Buffer.from(path.slice(1)).toString('latin1'));
    if (reason && unsupported.length < MAX_UNSUPPORTED) unsupported.push({ path, kind: reason });
    if (kind === 'deleted') deletions++;
    else if (!directories.has(path)) {
      files++;
      secrets.look(path.slice(1));
    }
  }
  return { bytes, files, deletions, largest: undefined, secrets: secrets.list(), unsupported, isComplete };
}

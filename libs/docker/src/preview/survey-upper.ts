import { findUpper } from '../direct/upper/find-upper.js';
import { readable } from '../direct/upper/readable-path.js';
import type { ChangeSurvey } from './container-preview.js';
import { LargestFiles } from './largest-files.js';
import { SecretPaths } from './secret-paths.js';

/**
 * Looks an upper directory through while the container goes on.
 *
 * @throws FactoryError `direct_unavailable` if it has too many paths, `direct_failed`
 */
export async function surveyUpper(directory: string, signal: AbortSignal): Promise<ChangeSurvey> {
  const [largest, secrets] = [new LargestFiles(), new SecretPaths()];
  const counted = new Set<number>();
  let [bytes, files, deletions] = [0, 0, 0];
  for (const entry of await findUpper(directory, signal, { moves: true })) {
    if (entry.type === 'w') deletions++;
    if (entry.type === 'w' || entry.isDirectory) continue;
    files++;
    secrets.look(readable(entry.path));
    const { size } = entry;
    const inode = Number(entry.inode);
    if (size === 0 || counted.has(inode)) continue;
    counted.add(inode);
    bytes += size;
    largest.add(size, () => `/${readable(entry.path)}`);
  }
  return { bytes, files, deletions, largest: largest.list(), secrets: secrets.list(), isComplete: true };
}

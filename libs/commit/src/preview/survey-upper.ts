import { findMovingUpper } from '../upper/find-upper.js';
import { readable, type UnsupportedPath } from '@image-factory/oci';
import { MAX_UNSUPPORTED, unsupportedIn } from '../upper/unsupported-entries.js';
import type { ChangeSurvey } from './container-preview.js';
import { LargestFiles } from './largest-files.js';
import { SecretPaths } from './secret-paths.js';

/**
 * Surveys an upper directory while its container runs.
 *
 * @throws FactoryError `direct_failed`
 */
export async function surveyUpper(directory: string, signal: AbortSignal): Promise<ChangeSurvey> {
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
      if (entry.type === 'w' || entry.isDirectory) continue;
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

import { dirname } from 'node:path/posix';
import { unsupportedKind, type UnsupportedPath } from '@image-factory/oci';
import { MAX_UNSUPPORTED } from '../upper/unsupported-entries.js';
import type { ContainerChanges } from '@image-factory/runtime';
import type { ChangeSurvey } from './container-preview.js';
import { SecretPaths } from './secret-paths.js';

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

import { access } from 'node:fs/promises';
import { FactoryError } from '@image-factory/errors';
import { findMovingUpper } from '../direct/upper/find-upper.js';
import {
  MAX_PATH_BYTES,
  supportedOnly,
  SYSTEM_CALL_BYTES,
  unsupportedKind,
  unsupportedPath,
} from '../direct/upper/unsupported-path.js';
import type { DockerEngine } from '../engine/docker-engine.js';
import type { ContainerFacts } from '../engine/engine-facts.js';

/**
 * Looks for paths that the engine would leave out of an image, or take for deletions, without an error.
 *
 * @throws FactoryError `unsupported_path` that names the first of them
 */
export async function checkSavablePaths(engine: DockerEngine, containerId: string, signal: AbortSignal): Promise<void> {
  const { storage } = await engine.inspect(containerId);
  const { UpperDir: upper = '' } = storage.data;
  const isReadable = await access(upper).then(
    () => true,
    () => false,
  );
  try {
    await (isReadable ? checkUpper(upper, storage, signal) : checkChanges(engine, containerId, signal));
  } catch (error) {
    // A node without GNU find, or an engine that lists no changes now: its commit shows what else is wrong.
    if (FactoryError.from(error).code === 'unsupported_path') throw error;
  }
}

/** The engine reads each path below one of these directories, and skips what it cannot read. */
async function checkUpper(upper: string, { data }: ContainerFacts['storage'], signal: AbortSignal): Promise<void> {
  const prefix = Math.max(upper.length, data.MergedDir?.length ?? 0) + 1;
  const limit = Math.min(MAX_PATH_BYTES, SYSTEM_CALL_BYTES - prefix);
  const blocks = supportedOnly(findMovingUpper(upper, signal), limit);
  while (!(await blocks.next()).done);
}

async function checkChanges(engine: DockerEngine, containerId: string, signal: AbortSignal): Promise<void> {
  const { changes } = await engine.changes(containerId, signal);
  for (const { path, kind } of changes) {
    const bytes = Buffer.from(path.slice(1)).toString('latin1');
    const reason = kind === 'deleted' ? undefined : unsupportedKind(bytes);
    if (reason) throw unsupportedPath(bytes, reason);
  }
}

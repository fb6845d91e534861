import { access } from 'node:fs/promises';
import { FactoryError } from '@image-factory/errors';
import type { ContainerFacts, ContainerRuntime, ContainerSource, RuntimePaths } from '@image-factory/runtime';
import { findMovingUpper } from '../upper/find-upper.js';
import { MAX_PATH_BYTES, SYSTEM_CALL_BYTES, unsupportedKind, unsupportedPath } from '@image-factory/oci';
import { supportedOnly } from '../upper/unsupported-entries.js';

/**
 * Finds paths that the runtime would silently omit from an image or convert to deletions.
 *
 * @throws FactoryError `unsupported_path` that names the first such path
 */
export async function checkSupportedPaths(
  { containers, writableLayer }: Pick<ContainerRuntime, 'containers' | 'writableLayer'>,
  container: ContainerFacts,
  signal: AbortSignal,
): Promise<void> {
  const paths = await writableLayer.runtimePaths(container);
  try {
    if (paths && (await isReadable(paths.upper))) await checkUpper(paths, signal);
    else await checkChanges(containers, container.id, signal);
  } catch (error) {
    // Without GNU find or a list of changes the check is skipped: the runtime's commit reports other failures.
    if (FactoryError.from(error).code === 'unsupported_path') throw error;
  }
}

async function isReadable(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The runtime prefixes each path with its own folder, and skips paths that become too long to read. */
async function checkUpper({ upper, prefixBytes }: RuntimePaths, signal: AbortSignal): Promise<void> {
  const limit = Math.min(MAX_PATH_BYTES, SYSTEM_CALL_BYTES - prefixBytes);
  const blocks = supportedOnly(findMovingUpper(upper, signal), limit);
  while (!(await blocks.next()).done);
}

async function checkChanges(
  containers: Pick<ContainerSource, 'changes'>,
  containerId: string,
  signal: AbortSignal,
): Promise<void> {
  const { changes } = await containers.changes(containerId, signal);
  for (const { path, kind } of changes) {
    const bytes = Buffer.from(path.slice(1)).toString('latin1');
    const reason = kind === 'deleted' ? undefined : unsupportedKind(bytes);
    if (reason) throw unsupportedPath(bytes, reason);
  }
}

import { createHash } from 'node:crypto';

/**
 * Name of the snapshot that holds these layers.
 *
 * @param diffIds lowest first
 * @returns empty without layers
 */
export function chainId(diffIds: readonly string[]): string {
  const [first = '', ...others] = diffIds;
  return others.reduce(
    (chain, diffId) => `sha256:${createHash('sha256').update(`${chain} ${diffId}`).digest('hex')}`,
    first,
  );
}

import { join } from 'node:path/posix';

/** Slice of containers whose specification names none. */
const DEFAULT_SLICE = 'system.slice';

/**
 * Path of a control group below the mount point of its hierarchy.
 *
 * @param cgroupsPath in the spelling of the OCI specification: a path, or `slice:prefix:name` for systemd
 * @returns undefined for a relative path, whose parent is unknown
 */
export function groupPath(cgroupsPath: string): string | undefined {
  const [slice, prefix, name, ...rest] = cgroupsPath.split(':');
  if (prefix !== undefined && name !== undefined && rest.length === 0 && !cgroupsPath.startsWith('/')) {
    const unit = name.endsWith('.slice') ? name : `${prefix ? `${prefix}-` : ''}${name}.scope`;
    return join('/', slicePath(slice || DEFAULT_SLICE), unit);
  }
  return cgroupsPath.startsWith('/') ? join(cgroupsPath) : undefined;
}

/** The folders of a slice: `a-b.slice` is in `a.slice`; `-.slice` is the root. */
function slicePath(slice: string): string {
  if (slice === '-.slice') return '/';
  const parts = slice.replace(/\.slice$/, '').split('-');
  return join('/', ...parts.map((_, index) => `${parts.slice(0, index + 1).join('-')}.slice`));
}

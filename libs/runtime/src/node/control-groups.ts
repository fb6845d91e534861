import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path/posix';
import { type Freezer, FreezerV1, FreezerV2 } from './freezer.js';
import { type MountLine, readMountInfo } from './mount-info.js';

/** Slice of containers whose specification names none. */
const DEFAULT_SLICE = 'system.slice';

/** The control groups of the node, as far as this process sees them. */
export class ControlGroups {
  /**
   * Finds the freezer of a process.
   *
   * @returns undefined if this process does not see the group, such as from another namespace of control groups
   */
  async ofProcess(pid: number): Promise<Freezer | undefined> {
    const lines = (await readFile(`/proc/${pid}/cgroup`, 'latin1').catch(() => '')).split('\n');
    const groups = lines.map((line) => /^\d+:([^:]*):(.*)$/.exec(line) ?? []);
    const [, , path] =
      groups.find(([, controllers = '']) => controllers.split(',').includes('freezer')) ??
      groups.find(([, controllers]) => controllers === '') ??
      [];
    return path === undefined || path.startsWith('/..') ? undefined : this.freezerOf(path, pid);
  }

  /**
   * Finds the freezer of a container. On a node with both versions runc uses that of version 1.
   *
   * @param cgroupsPath of the container's OCI specification
   * @param pid of its first process, which proves that the group is the container's
   * @returns undefined if this process does not see the group
   */
  async freezerOf(cgroupsPath: string, pid: number): Promise<Freezer | undefined> {
    const path = groupPath(cgroupsPath);
    if (path === undefined || path === '/') return undefined;
    const mounts = (await readMountInfo('self')) ?? [];
    const first = mounts.filter(({ type, options }) => type === 'cgroup' && options.includes('freezer'));
    const second = mounts.filter(({ type }) => type === 'cgroup2');
    for (const folder of folders(first, path)) if (await holds(folder, pid)) return new FreezerV1(folder);
    for (const folder of folders(second, path)) if (await holds(folder, pid)) return new FreezerV2(folder);
    return undefined;
  }
}

/** A mount may show a part of the hierarchy only. */
function folders(mounts: readonly MountLine[], path: string): string[] {
  return mounts
    .filter(({ root }) => root === '/' || path === root || path.startsWith(`${root}/`))
    .map((mount) => join(mount.path, mount.root === '/' ? path : path.slice(mount.root.length)));
}

/** Whether the process is in the group or in a group below it, such as one of a systemd in the container. */
async function holds(folder: string, pid: number): Promise<boolean> {
  const members = await readFile(join(folder, 'cgroup.procs'), 'latin1').catch(() => '');
  if (members.split('\n').includes(`${pid}`)) return true;
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const child = join(folder, name);
    const isGroup = await stat(child).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isGroup && (await holds(child, pid))) return true;
  }
  return false;
}

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

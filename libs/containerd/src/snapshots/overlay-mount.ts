import { FactoryError } from '@image-factory/errors';
import type { MountMessage } from '../api/messages.js';

/** Directories of an overlay file system. */
export interface OverlayDirectories {
  readonly upper: string;
  /** Highest first. */
  readonly lowers: readonly string[];
}

/** The snapshotter whose bind mount shows a single directory of an overlay; others bind the whole root. */
const OVERLAY_SNAPSHOTTER = 'overlayfs';

/**
 * Reads the mounts of a container's snapshot.
 *
 * @param parent the snapshot below; empty for a container whose image has no layers
 * @param knowsIds whether the ids of the container's users are known
 * @throws FactoryError `direct_unavailable` with the reason if it is no overlay, or maps unknown ids of users
 */
export function overlayDirectories(
  snapshotter: string,
  parent: string,
  mounts: readonly MountMessage[],
  knowsIds = false,
): OverlayDirectories {
  const [mount, ...others] = mounts;
  if (!mount || others.length > 0) throw unavailable(snapshotter, `uses ${mounts.length} mounts for a container`);
  // Without layers there is no overlay: the upper directory itself is mounted.
  if (mount.type === 'bind' && snapshotter === OVERLAY_SNAPSHOTTER && parent === '') {
    return { upper: mount.source, lowers: [] };
  }
  if (mount.type !== 'overlay')
    throw unavailable(snapshotter, `mounts files as ${mount.type || 'nothing'}, not as overlay`);
  if (!knowsIds && ['uidmap', 'gidmap'].some((option) => valueOf(mount, option) !== undefined)) {
    throw unavailable(snapshotter, 'maps the ids of users in this container');
  }
  const [upper, lowers] = [valueOf(mount, 'upperdir'), valueOf(mount, 'lowerdir') ?? ''];
  if (upper === undefined) throw unavailable(snapshotter, 'mounts the container without an upper directory');
  return { upper, lowers: lowers.split(':').filter(Boolean) };
}

/** The lower directories of an overlay, highest first; empty if the mounts are no overlay with the node's own ids. */
export function lowerDirectories(mounts: readonly MountMessage[]): readonly string[] {
  const [mount, ...others] = mounts;
  const isPlain = mount?.type === 'overlay' && others.length === 0;
  if (!isPlain || ['uidmap', 'gidmap'].some((option) => valueOf(mount, option) !== undefined)) return [];
  return (valueOf(mount, 'lowerdir') ?? '').split(':').filter(Boolean);
}

function valueOf({ options }: MountMessage, name: string): string | undefined {
  return options.find((option) => option.startsWith(`${name}=`))?.slice(name.length + 1);
}

function unavailable(snapshotter: string, fact: string): FactoryError {
  return new FactoryError('direct_unavailable', `The snapshotter ${snapshotter} ${fact}.`);
}

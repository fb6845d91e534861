import { isWithin, parentOf, unsupportedKind } from '@image-factory/oci';
import { Whiteouts, type LayerPlan } from './layer-plan.js';
import type { UpperEntry } from './upper-entry.js';
import type { UpperListing } from './upper-listing.js';
import { upperPairs, type UpperPair } from './upper-pairs.js';

/** Limit on the paths of a delta: each of them is held in memory. */
const MAX_PATHS = 100_000;

/** A path that the delta includes. */
interface Change {
  readonly isWhiteout: boolean;
  readonly isDirectory: boolean;
  readonly wasOpaque: boolean;
  readonly size: number;
  /** Inode of a file with hard links. */
  readonly inode: string | undefined;
}

/** Changes of an upper directory since an earlier listing: the content of a delta. */
export class UpperChanges {
  private readonly changed = new Map<string, Change>();
  /** Topmost removed paths. */
  private readonly gone: string[] = [];
  /** Paths that were directories and are not any more. */
  private readonly goneDirectories = new Set<string>();
  private readonly opaque = new Set<string>();
  private oddTimes = false;
  private bytes = 0;

  private constructor(
    private readonly now: UpperListing,
    private readonly begunAt: number,
  ) {}

  /**
   * @param before listing of the earlier commit, with its opaque directories
   * @returns undefined if there are too many changes, or if no layer can delete one of the removed paths
   */
  static async between(before: UpperListing, now: UpperListing): Promise<UpperChanges | undefined> {
    // After the clock was set back, times can repeat.
    if (now.begunAt < before.begunAt) return undefined;
    const changes = new UpperChanges(now, before.begunAt);
    for await (const pairs of upperPairs(before, now)) {
      for (const pair of pairs) changes.note(pair);
      if (changes.areTooMany) return undefined;
    }
    return changes.gone.some((path) => unsupportedKind(path)) ? undefined : changes;
  }

  /** Total size of all files, changed or not. */
  get wholeBytes(): number {
    return this.bytes;
  }

  /** Directories that may be opaque now and need a check. */
  *directoriesToLookAt(): Generator<string, void, undefined> {
    for (const [path, { isDirectory }] of this.changed) if (isDirectory) yield path;
  }

  /**
   * Plans the delta. A directory that has become opaque hides what the earlier commit put into it, so the delta
   * includes all its content; one that was opaque before is not marked again, since that would hide the earlier
   * content. The delta includes all parents of a path: a runtime would invent the attributes of missing ones.
   *
   * @param opaque the checked directories that are opaque
   * @returns undefined if the delta had too many paths
   */
  async plan(opaque: ReadonlySet<string>): Promise<LayerPlan | undefined> {
    const newlyOpaque = new Set<string>();
    for (const path of opaque) {
      this.opaque.add(path);
      if (!this.changed.get(path)?.wasOpaque && !isWithin(path, newlyOpaque)) newlyOpaque.add(path);
    }
    if (newlyOpaque.size > 0) await this.addWithin(newlyOpaque);
    const whiteouts = new Whiteouts();
    const paths = new Set<string>();
    let bytes = 0;
    for (const [path, { isWhiteout, size }] of this.changed) {
      if (isWhiteout) whiteouts.add(path);
      else paths.add(path);
      addDirectories(path, paths);
      bytes += size;
    }
    for (const path of this.gone) {
      if (isWithin(path, newlyOpaque)) continue;
      whiteouts.add(path);
      addDirectories(path, paths);
    }
    await this.addLinks(paths);
    if (this.areTooMany || paths.size > MAX_PATHS) return undefined;
    return {
      paths: [[...paths].sort()],
      notes: { whiteouts, saysOpaque: (path) => newlyOpaque.has(path) },
      opaque: this.opaque,
      bytes,
      oddTimes: this.oddTimes,
      empty: paths.size === 0 && whiteouts.size === 0,
    };
  }

  private get areTooMany(): boolean {
    return this.changed.size + this.gone.length + this.goneDirectories.size > MAX_PATHS;
  }

  private note({ before, now }: UpperPair): void {
    this.oddTimes ||= now?.hasOddTime ?? false;
    this.bytes += now?.size ?? 0;
    if (before?.isDirectory && !now?.isDirectory) this.goneDirectories.add(before.path);
    if (now && (!before || now.isChangeOf(before) || before.isRacy(this.begunAt))) this.add(now, before?.type === 'D');
    else if (now && before?.type === 'D') this.opaque.add(now.path);
    else if (!now && before && before.type !== 'w') {
      const { path } = before;
      if (!this.goneDirectories.has(parentOf(path))) this.gone.push(path);
    }
  }

  private add(entry: UpperEntry, wasOpaque: boolean): void {
    const { type, isDirectory, size, hasOtherNames } = entry;
    const inode = hasOtherNames ? entry.inode : undefined;
    this.changed.set(entry.path, { isWhiteout: type === 'w', isDirectory, wasOpaque, size, inode });
  }

  private async addWithin(directories: ReadonlySet<string>): Promise<void> {
    for await (const block of this.now) {
      for (const entry of block) {
        const { path } = entry;
        if (!this.changed.has(path) && isWithin(path, directories)) this.add(entry, false);
      }
      if (this.areTooMany) return;
    }
  }

  /** Adds all hard links of a file, changed or not: hard links exist only within one layer. */
  private async addLinks(paths: Set<string>): Promise<void> {
    const inodes = new Set<string>();
    for (const { inode } of this.changed.values()) if (inode) inodes.add(inode);
    if (inodes.size === 0) return;
    for await (const block of this.now) {
      for (const entry of block) {
        if (!entry.hasOtherNames || !inodes.has(entry.inode)) continue;
        paths.add(entry.path);
        addDirectories(entry.path, paths);
      }
    }
  }
}

function addDirectories(path: string, paths: Set<string>): void {
  for (let directory = parentOf(path); directory && !paths.has(directory); directory = parentOf(directory)) {
    paths.add(directory);
  }
}

import { isWithin, parentOf, unsupportedKind } from '@image-factory/oci';
import { Whiteouts, type LayerPlan } from './layer-plan.js';
import type { UpperEntry } from './upper-entry.js';
import type { UpperListing } from './upper-listing.js';
import { upperPairs, type UpperPair } from './upper-pairs.js';

/** Changes of more paths than this are not worth it: each of them is held in memory. */
const MOST_PATHS = 100_000;

/** What goes into the layer again. */
interface Change {
  readonly isWhiteout: boolean;
  readonly isDirectory: boolean;
  readonly wasOpaque: boolean;
  readonly size: number;
  /** Of a file with several names. */
  readonly inode: string | undefined;
}

/** What has changed in an upper directory since it was listed before: a layer on top of the earlier save. */
export class UpperChanges {
  private readonly changed = new Map<string, Change>();
  /** Topmost paths that are no longer there. */
  private readonly gone: string[] = [];
  /** Paths that were directories and are none now. */
  private readonly goneDirectories = new Set<string>();
  private readonly opaque = new Set<string>();
  private oddTimes = false;
  private bytes = 0;

  private constructor(
    private readonly now: UpperListing,
    private readonly begunAt: number,
  ) {}

  /**
   * @param before listing of the earlier save, opaque directories told
   * @returns undefined if there are too many, or if no layer can delete one of the paths that are gone
   */
  static async between(before: UpperListing, now: UpperListing): Promise<UpperChanges | undefined> {
    // Times of before the clock was set back may come a second time.
    if (now.begunAt < before.begunAt) return undefined;
    const changes = new UpperChanges(now, before.begunAt);
    for await (const pairs of upperPairs(before, now)) {
      for (const pair of pairs) changes.note(pair);
      if (changes.areTooMany) return undefined;
    }
    return changes.gone.some((path) => unsupportedKind(path)) ? undefined : changes;
  }

  /** Bytes of all the files, whether they have changed or not. */
  get wholeBytes(): number {
    return this.bytes;
  }

  /** Directories of which only a look can tell whether they are opaque now. */
  *directoriesToLookAt(): Generator<string, void, undefined> {
    for (const [path, { isDirectory }] of this.changed) if (isDirectory) yield path;
  }

  /**
   * The layer. A directory that has become opaque hides what the earlier save has put into it, so everything in it
   * goes into the layer again; one that was opaque before is not marked again, since that would hide it all.
   * A path goes with all its directories: what a layer does not say of them would be made up.
   *
   * @param opaque those of the directories looked at that are
   * @returns undefined if it would be too many paths
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
    if (this.areTooMany || paths.size > MOST_PATHS) return undefined;
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
    return this.changed.size + this.gone.length + this.goneDirectories.size > MOST_PATHS;
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

  /** A file goes with all its hard links, also those that have not changed: they are one file only in one layer. */
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

import { Whiteouts, type LayerPlan } from './layer-plan.js';
import { PathIndex } from './path-index.js';
import { parentOf, type UpperEntry, type UpperListing } from './upper-listing.js';

/** What has changed in an upper directory since it was listed before: a layer on top of the earlier save. */
export class UpperChanges {
  private readonly thenAt: PathIndex;

  /**
   * @param now its directories get to know that they were opaque before
   * @param before listing of the earlier save, opaque directories told
   */
  constructor(
    private readonly now: UpperListing,
    private readonly before: UpperListing,
  ) {
    this.thenAt = new PathIndex(before);
    for (const entry of now) {
      if (entry.type === 'd' && this.thenAt.like(entry)?.type === 'D' && !this.isChanged(entry)) {
        now.retype(entry, 'D');
      }
    }
  }

  /** Directories of which only a look can tell whether they are opaque now. */
  *directoriesToLookAt(): Generator<string, void, undefined> {
    for (const entry of this.now) if (entry.type === 'd' && this.isChanged(entry)) yield entry.path;
  }

  /** @param opaque those of them that are */
  tellOpaque(opaque: ReadonlySet<string>): void {
    for (const entry of this.now) if (entry.type === 'd' && opaque.has(entry.path)) this.now.retype(entry, 'D');
  }

  /**
   * The layer. A directory that has become opaque hides what the earlier save has put into it, so everything in it
   * goes into the layer again; one that was opaque before is not marked again, since that would hide it all.
   * A path goes with all its directories: what a layer does not say of them would be made up.
   */
  plan(): LayerPlan {
    const whiteouts = new Whiteouts();
    const paths = new Set<string>();
    const newlyOpaque = new Set<string>();
    let bytes = 0;
    let oddTimes = false;
    let hidden = '';
    for (const entry of this.now) {
      const { path, type } = entry;
      oddTimes ||= entry.hasOddTime;
      if (hidden && !path.startsWith(hidden)) hidden = '';
      const becameOpaque = type === 'D' && this.thenAt.like(entry)?.type !== 'D';
      if (!hidden && !becameOpaque && !this.isChanged(entry)) continue;
      if (becameOpaque && !hidden) {
        newlyOpaque.add(path);
        hidden = `${path}/`;
      }
      if (type === 'w') whiteouts.add(path);
      else paths.add(path);
      addDirectories(path, paths);
      bytes += entry.size;
    }
    this.addLinks(paths);
    const nowAt = new PathIndex(this.now);
    for (const entry of this.before) {
      if (entry.type === 'w' || nowAt.like(entry)) continue;
      const { path } = entry;
      const directory = parentOf(path);
      if (directory && !nowAt.at(directory)?.isDirectory) continue;
      if (isUnder(directory, newlyOpaque)) continue;
      whiteouts.add(path);
      addDirectories(path, paths);
    }
    return {
      paths: this.inOrder(paths),
      notes: { whiteouts, saysOpaque: (path) => newlyOpaque.has(path) },
      bytes,
      oddTimes,
      empty: paths.size === 0 && whiteouts.size === 0,
    };
  }

  /** A file goes with all its hard links, also those that have not changed: they are one file only in one layer. */
  private addLinks(paths: Set<string>): void {
    const inodes = new Set<string>();
    for (const entry of this.now) if (!entry.isDirectory && paths.has(entry.path)) inodes.add(entry.inode);
    for (const entry of this.now) {
      if (entry.isDirectory || entry.type === 'w' || !inodes.has(entry.inode)) continue;
      paths.add(entry.path);
      addDirectories(entry.path, paths);
    }
  }

  private *inOrder(paths: ReadonlySet<string>): Generator<string, void, undefined> {
    for (const { path, type } of this.now) if (type !== 'w' && paths.has(path)) yield path;
  }

  private isChanged(entry: UpperEntry): boolean {
    const { type } = entry;
    const before = this.thenAt.like(entry);
    if (!before || before.type === '?') return true;
    if (type === 'w' || before.type === 'w') return type !== before.type;
    return plain(type) !== plain(before.type) || !entry.hasStateOf(before);
  }
}

/** The type without what is known beyond the listing. */
function plain(type: string): string {
  return type === 'D' ? 'd' : type === '?' ? 'f' : type;
}

function addDirectories(path: string, paths: Set<string>): void {
  for (let directory = parentOf(path); directory && !paths.has(directory); directory = parentOf(directory)) {
    paths.add(directory);
  }
}

function isUnder(path: string, directories: ReadonlySet<string>): boolean {
  for (let at = path; at; at = parentOf(at)) if (directories.has(at)) return true;
  return false;
}

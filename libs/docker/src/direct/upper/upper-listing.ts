import { lstatSync } from 'node:fs';

/**
 * What is at a path of an upper directory: `d` directory, `D` opaque directory, `f` file, `l` symbolic link,
 * `w` whiteout, `c`, `b` devices, `p` FIFO, and `?` for a file that may change without its times showing it.
 */
export type UpperType = 'd' | 'D' | 'f' | 'l' | 'w' | 'c' | 'b' | 'p' | '?';

const SPACE = 0x20;
const MINUS = 0x2d;
const SOCKET: string = 's';
/** Type, inode, size, two times, mode and two owners come before the path. */
const FIELDS = 8;
/** Prints an entry as it is kept here. */
export const FIND_FORMAT = '%y %i %s %T@ %C@ %m %U %G %P\\0';
/** The first moment that a plain header of an archive cannot hold, in Unix seconds: in the year 2242. */
const TIMES_END = 2 ** 33;

/** One path of an upper directory; what is not asked for is not taken apart, since there may be very many. */
export class UpperEntry {
  readonly type: UpperType;

  /**
   * @param raw the listing
   * @param at where the entry starts in it
   * @param sizeAt where its size starts, `timeAt` the time of its last change, `pathAt` its path, which ends at `end`
   */
  constructor(
    private readonly raw: Buffer,
    readonly at: number,
    private readonly sizeAt: number,
    private readonly timeAt: number,
    private readonly pathAt: number,
    readonly end: number,
  ) {
    this.type = String.fromCharCode(raw[at]!) as UpperType;
  }

  /** Relative to the directory; bytes, one character each. */
  get path(): string {
    return this.raw.toString('latin1', this.pathAt, this.end);
  }

  /** The same as the bytes that it is. */
  get pathBytes(): Buffer {
    return this.raw.subarray(this.pathAt, this.end);
  }

  /** Whether the state of another entry is the same. */
  hasStateOf(other: UpperEntry): boolean {
    return this.stateBytes.equals(other.stateBytes);
  }

  get isDirectoryItself(): boolean {
    return this.pathAt >= this.end;
  }

  get isDirectory(): boolean {
    return this.type === 'd' || this.type === 'D';
  }

  /** Number of the file that it is a name of. */
  get inode(): string {
    return this.raw.toString('latin1', this.at + 2, this.raw.indexOf(SPACE, this.at + 2));
  }

  /** Size in bytes of a file, 0 for everything else. */
  get size(): number {
    const { type, raw, sizeAt, timeAt } = this;
    return type === 'f' || type === '?' ? Number(raw.toString('latin1', sizeAt, timeAt - 1)) : 0;
  }

  /** Inode, size, times, mode and owner, as `find` prints them: only ever compared. */
  private get stateBytes(): Buffer {
    return this.raw.subarray(this.at + 2, this.pathAt - 1);
  }

  /** Writes it into a listing. @returns where the next one goes */
  copyTo(listing: Buffer, at: number): number {
    return at + this.raw.copy(listing, at, this.at, this.end + 1);
  }

  /** Whether it was changed last before 1970 or in the far future: no plain header of an archive can say so. */
  get hasOddTime(): boolean {
    const { raw, timeAt } = this;
    if (raw[timeAt] === MINUS) return true;
    return Number(raw.toString('latin1', timeAt, raw.indexOf(SPACE, timeAt))) >= TIMES_END;
  }
}

/**
 * All paths of an upper directory, directories before what is in them. Kept as `find` has printed them, since
 * there may be very many.
 */
export class UpperListing {
  constructor(readonly raw: Buffer) {}

  /** Every entry but the directory itself and sockets, which images do not have. */
  *[Symbol.iterator](): Generator<UpperEntry, void, undefined> {
    for (let at = 0; at < this.raw.length;) {
      const entry = this.entryAt(at);
      if (!entry.isDirectoryItself && entry.type !== SOCKET) yield entry;
      at = entry.end + 1;
    }
  }

  /** The entry that starts there. */
  entryAt(at: number): UpperEntry {
    const { raw } = this;
    const end = raw.indexOf(0, at);
    if (end < 0) throw new Error('The listing of an upper directory ends too early.');
    let space = at;
    let sizeAt = 0;
    let timeAt = 0;
    for (let field = 1; field <= FIELDS; field++) {
      space = raw.indexOf(SPACE, field === 1 ? at : space + 1);
      if (field === 2) sizeAt = space + 1;
      if (field === 3) timeAt = space + 1;
    }
    return new UpperEntry(raw, at, sizeAt, timeAt, space + 1, end);
  }

  /** The listing as it would be without some paths and all that is below them. */
  without(isLeftOut: (path: string) => boolean): UpperListing {
    const kept = Buffer.allocUnsafe(this.raw.length);
    let end = 0;
    let leftOut = '/';
    for (const entry of this) {
      const { path } = entry;
      if (path.startsWith(leftOut)) continue;
      if (isLeftOut(path)) leftOut = `${path}/`;
      else end = entry.copyTo(kept, end);
    }
    return new UpperListing(kept.subarray(0, end));
  }

  /** Changes the type of an entry. */
  retype({ at }: UpperEntry, type: UpperType): void {
    this.raw[at] = type.charCodeAt(0);
  }

  /** Tells whiteouts from other character devices; whiteouts share inodes, so few files are looked at. */
  findWhiteouts(directory: string): void {
    const known = new Map<string, boolean>();
    for (const entry of this) {
      if (entry.type !== 'c') continue;
      const { inode } = entry;
      let whiteout = known.get(inode);
      if (whiteout === undefined) {
        const path = Buffer.from(`${Buffer.from(directory).toString('latin1')}/${entry.path}`, 'latin1');
        whiteout = lstatSync(path, { throwIfNoEntry: false })?.rdev === 0;
        known.set(inode, whiteout);
      }
      if (whiteout) this.retype(entry, 'w');
    }
  }
}

/** Path of the directory that a path is in; the root is the empty path. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** Last component of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

import { lstatSync } from 'node:fs';

/**
 * What is at a path of an upper directory: `d` directory, `D` opaque directory, `f` file, `l` symbolic link,
 * `w` whiteout, `c`, `b` devices, `p` FIFO, and `?` for a file that may change without its times showing it.
 */
export type UpperType = 'd' | 'D' | 'f' | 'l' | 'w' | 'c' | 'b' | 'p' | '?';

/** One path of an upper directory. */
export interface UpperEntry {
  readonly type: UpperType;
  /** Inode, size, times, mode and owner, as `find` prints them: only ever compared. */
  readonly state: string;
  /** Relative to the directory; bytes, one character each. */
  readonly path: string;
  /** Size in bytes of a file, 0 for everything else. */
  readonly size: number;
  /** Where the entry starts in the listing. */
  readonly at: number;
}

const SPACE = 0x20;
/** Type, inode, size, two times, mode and two owners come before the path. */
const FIELDS = 8;
/** Prints an entry as it is kept here. */
export const FIND_FORMAT = '%y %i %s %T@ %C@ %m %U %G %P\\0';

/**
 * All paths of an upper directory, directories before what is in them. Kept as `find` has printed them, since
 * there may be very many.
 */
export class UpperListing {
  constructor(readonly raw: Buffer) {}

  /** Every entry but the directory itself and sockets, which images do not have. */
  *[Symbol.iterator](): Generator<UpperEntry, void, undefined> {
    const { raw } = this;
    for (let at = 0; at < raw.length;) {
      const end = raw.indexOf(0, at);
      if (end < 0) throw new Error('The listing of an upper directory ends too early.');
      let space = at;
      let sizeAt = 0;
      let timeAt = 0;
      for (let field = 1; field <= FIELDS; field++) {
        space = raw.indexOf(SPACE, field === 1 ? at : space + 1);
        if (field === 2) sizeAt = space + 1;
        if (field === 3) timeAt = space;
      }
      const type = String.fromCharCode(raw[at]!);
      if (space + 1 < end && type !== 's') {
        yield {
          type: type as UpperType,
          state: raw.toString('latin1', at + 2, space),
          path: raw.toString('latin1', space + 1, end),
          size: type === 'f' || type === '?' ? Number(raw.toString('latin1', sizeAt, timeAt)) : 0,
          at,
        };
      }
      at = end + 1;
    }
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
      const inode = inodeOf(entry);
      let whiteout = known.get(inode);
      if (whiteout === undefined) {
        whiteout =
          lstatSync(Buffer.from(`${Buffer.from(directory).toString('latin1')}/${entry.path}`, 'latin1')).rdev === 0;
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

/** Number of the file that an entry is a name of. */
export function inodeOf({ state }: Pick<UpperEntry, 'state'>): string {
  return state.slice(0, state.indexOf(' '));
}

/** Whether an entry is a directory. */
export function isDirectory({ type }: Pick<UpperEntry, 'type'>): boolean {
  return type === 'd' || type === 'D';
}

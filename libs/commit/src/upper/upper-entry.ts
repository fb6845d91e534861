/**
 * Type of a path of an upper directory: `d` directory, `D` opaque directory, `f` file, `l` symbolic link, `w` whiteout,
 * `c`, `b` devices, `p` FIFO, and `?` for a file that may change without new times.
 */
export type UpperType = 'd' | 'D' | 'f' | 'l' | 'w' | 'c' | 'b' | 'p' | '?';

/** Output format of `find`: the path comes last, since it may contain any byte except the terminating zero. */
export const FIND_FORMAT = '%y %n %i %s %T@ %C@ %m %U %G %P\\0';
/** Index of the path in `FIND_FORMAT`, from 1. */
export const PATH_FIELD = 10;

const SPACE = 0x20;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
/** The first time that a plain tar header cannot hold, in Unix seconds: in the year 2242. */
const TIMES_END = 2 ** 33;

/**
 * A change this shortly before a listing may have the same time as one right after it. The kernel's clock for file
 * times advances at least every 10 ms; file systems with whole seconds get the longer margin.
 */
const RACY_MS = 100;
const RACY_WHOLE_SECONDS_MS = 2_000;

/** One path of an upper directory; fields are parsed on demand, since there may be millions of entries. */
export class UpperEntry {
  private readonly inodeAt: number;
  private readonly sizeAt: number;
  private readonly timeAt: number;
  private readonly pathAt: number;

  /**
   * @param raw output of `find`
   * @param at start of the entry
   * @param end position of its zero byte
   */
  constructor(
    private readonly raw: Buffer,
    readonly at: number,
    readonly end: number,
  ) {
    this.inodeAt = nextField(raw, at + 2);
    this.sizeAt = nextField(raw, this.inodeAt);
    this.timeAt = nextField(raw, this.sizeAt);
    let next = this.timeAt;
    for (let field = 5; field < PATH_FIELD; field++) next = nextField(raw, next);
    this.pathAt = next;
  }

  get type(): UpperType {
    return String.fromCharCode(this.raw[this.at]!) as UpperType;
  }

  /** Sets a type that `find` cannot detect. */
  set type(type: UpperType) {
    this.raw[this.at] = type.charCodeAt(0);
  }

  /** Relative to the directory; bytes, one character each. */
  get path(): string {
    return this.raw.toString('latin1', this.pathAt, this.end);
  }

  /** Negative if this path sorts before the other, 0 if equal; byte order. */
  compare(other: UpperEntry): number {
    return this.raw.compare(other.raw, other.pathAt, other.end, this.pathAt, this.end);
  }

  get isDirectory(): boolean {
    const { type } = this;
    return type === 'd' || type === 'D';
  }

  /** Whether this is a file with hard links. */
  get hasOtherNames(): boolean {
    return !this.isDirectory && this.type !== 'w' && this.raw.toString('latin1', this.at + 2, this.inodeAt - 1) !== '1';
  }

  /** Inode number. */
  get inode(): string {
    return this.raw.toString('latin1', this.inodeAt, this.sizeAt - 1);
  }

  /** Size of a file in bytes, 0 for every other type. */
  get size(): number {
    const { type, raw, sizeAt, timeAt } = this;
    return type === 'f' || type === '?' ? Number(raw.toString('latin1', sizeAt, timeAt - 1)) : 0;
  }

  /** Whether the last change was before 1970 or in the far future, which no plain tar header can hold. */
  get hasOddTime(): boolean {
    const { raw, timeAt } = this;
    if (raw[timeAt] === MINUS) return true;
    return Number(raw.toString('latin1', timeAt, raw.indexOf(SPACE, timeAt))) >= TIMES_END;
  }

  /** Whether content or metadata may differ from the earlier entry of the same path. */
  isChangeOf(before: UpperEntry): boolean {
    if (before.type === '?') return true;
    if (this.type === 'w' || before.type === 'w') return this.type !== before.type;
    return plain(this.type) !== plain(before.type) || !this.state.equals(before.state);
  }

  /**
   * Whether a change right after a listing could have kept its times: such an entry counts as changed.
   *
   * @param begunAt start of the listing in Unix milliseconds
   */
  isRacy(begunAt: number): boolean {
    if (this.type === 'w') return false;
    const { raw, timeAt } = this;
    const changedAt = nextField(raw, timeAt);
    const newest = Math.max(secondsAt(raw, timeAt), secondsAt(raw, changedAt)) * 1000;
    // Fast path: most entries are far older.
    if (newest + 1000 + RACY_WHOLE_SECONDS_MS < begunAt) return false;
    const [modified, changed] = [millisecondsAt(raw, timeAt), millisecondsAt(raw, changedAt)];
    const margin = changed % 1000 === 0 ? RACY_WHOLE_SECONDS_MS : RACY_MS;
    return Math.max(modified, changed) + margin >= begunAt;
  }

  /** Link count, inode, size, times, mode and owner as `find` prints them; only for comparison. */
  private get state(): Buffer {
    return this.raw.subarray(this.at + 2, this.pathAt - 1);
  }
}

function nextField(raw: Buffer, at: number): number {
  let next = at;
  while (raw[next] !== SPACE) next++;
  return next + 1;
}

/** Whole seconds of a time. */
function secondsAt(raw: Buffer, at: number): number {
  let seconds = 0;
  const first = raw[at] === MINUS ? at + 1 : at;
  for (let next = first; raw[next]! >= DIGIT_0; next++) seconds = seconds * 10 + raw[next]! - DIGIT_0;
  return first === at ? seconds : -seconds;
}

/** A time with its fraction. */
function millisecondsAt(raw: Buffer, at: number): number {
  return Number(raw.toString('latin1', at, raw.indexOf(SPACE, at))) * 1000;
}

/** The type reduced to what `find` can detect. */
function plain(type: UpperType): UpperType {
  return type === 'D' ? 'd' : type === '?' ? 'f' : type;
}

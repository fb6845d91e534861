/** One member of a tar archive, without its content. Names are bytes, one character each (latin1). */
export interface TarEntry {
  readonly name: string;
  /** Target of a link; empty for everything else. */
  readonly link: string;
  /** `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` directory, `6` FIFO. */
  readonly type: string;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of content that follow. */
  readonly size: number;
  /** Whole seconds since 1970. */
  readonly mtime: number;
  readonly major: number;
  readonly minor: number;
  /** Values are bytes, one character each. */
  readonly xattrs: ReadonlyMap<string, string>;
}

/** Archives are made of blocks of this many bytes. */
export const BLOCK = 512;

/** Bytes up to the next full block. */
export function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

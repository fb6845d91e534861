/** A member of a tar archive, without its content. Names are bytes, one character each (latin1). */
export interface TarEntry {
  readonly name: string;
  /** Target of a link; empty for all other types. */
  readonly link: string;
  /** `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` directory, `6` FIFO. */
  readonly type: string;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Size of the content in bytes. */
  readonly size: number;
  /** Whole seconds since 1970. */
  readonly mtime: number;
  readonly major: number;
  readonly minor: number;
  /** Values are bytes, one character each. */
  readonly xattrs: ReadonlyMap<string, string>;
}

/** Block size of archives, in bytes. */
export const BLOCK = 512;

/** Bytes up to the next block boundary. */
export function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

import { FactoryError } from '@image-factory/errors';

/** Path of the parent directory; the root is the empty path. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** Last component of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a path equals one of the paths or is below one. */
export function isWithin(path: string, paths: ReadonlySet<string>): boolean {
  for (let at = path; at && paths.size > 0; at = parentOf(at)) if (paths.has(at)) return true;
  return false;
}

const PLAIN = /^[\x00-\x7f]*$/;

/** Decodes a path of an upper directory (bytes, one character each) for people; invalid UTF-8 becomes U+FFFD. */
export function readable(path: string): string {
  return PLAIN.test(path) ? path : Buffer.from(path, 'latin1').toString('utf8');
}

/** Layers use this prefix for deletions and opaque directories, so a file with such a name would delete another one. */
export const RESERVED_PREFIX = '.wh.';
/** Longest path that the kernel accepts in a system call, in bytes. */
export const SYSTEM_CALL_BYTES = 4095;
/** Runtimes unpack a layer below a path of up to 95 bytes: `/var/lib/docker/overlay2/<64 hex>/diff/`. */
export const MAX_PATH_BYTES = SYSTEM_CALL_BYTES - 95;
/** Longest extended header that runtimes read, in bytes; it holds the attributes of a file. */
export const MAX_EXTENDED_BYTES = 2 ** 20;
/** How much of a long path is quoted from its beginning and from its end, in characters. */
const QUOTED_LENGTH = 150;

/** Reason why no image can hold a path. */
export type UnsupportedKind = 'reserved_name' | 'path_too_long' | 'attributes_too_large';

/** A path that no image can hold. */
export interface UnsupportedPath {
  /** Absolute path in the container. */
  readonly path: string;
  readonly kind: UnsupportedKind;
}

/**
 * Returns the reason why no image can hold a path, judged by its name.
 *
 * @param path relative to the root; bytes, one character each
 * @param limit longest supported path, in bytes
 */
export function unsupportedKind(path: string, limit = MAX_PATH_BYTES): UnsupportedKind | undefined {
  if (nameOf(path).startsWith(RESERVED_PREFIX)) return 'reserved_name';
  return path.length > limit ? 'path_too_long' : undefined;
}

/**
 * @param path relative to the root; bytes, one character each
 * @param bytes length of the path, or of its extended attributes
 * @param limit longest supported path, in bytes
 */
export function unsupportedPath(
  path: string,
  kind: UnsupportedKind,
  bytes = path.length,
  limit = MAX_PATH_BYTES,
): FactoryError {
  const reasons: Record<UnsupportedKind, string> = {
    reserved_name: `names that begin with ${RESERVED_PREFIX} mean deletions in an image`,
    path_too_long: `it has ${bytes} bytes, and engines take paths of at most ${limit} bytes`,
    attributes_too_large: `its extended attributes have ${bytes} bytes, and engines take at most ${MAX_EXTENDED_BYTES}`,
  };
  return new FactoryError('unsupported_path', `No image can hold ${quoted(path)}: ${reasons[kind]}.`);
}

function quoted(path: string): string {
  const text = `/${readable(path)}`;
  if (text.length <= 2 * QUOTED_LENGTH) return text;
  return `${text.slice(0, QUOTED_LENGTH)}…${text.slice(-QUOTED_LENGTH)}`;
}

import type { UnsupportedPath } from '@image-factory/oci';
import type { SecretPath } from './secret-paths.js';

/** A file of a container with its size in bytes. */
export interface SizedFile {
  /** From the root of the container. */
  readonly path: string;
  readonly size: number;
}

/** What a container has changed, looked through without stopping it. */
export interface ChangeSurvey {
  /** Bytes of all the files; a file with several names counts once, as far as that can be seen. */
  readonly bytes: number;
  /** Everything that is neither a directory nor a deletion. */
  readonly files: number;
  /** Paths of the image that the container no longer has. */
  readonly deletions: number;
  /** The largest first; undefined where nobody tells the sizes. */
  readonly largest: readonly SizedFile[] | undefined;
  readonly secrets: { readonly paths: readonly SecretPath[]; readonly total: number };
  /** The first of the paths that no image can hold. */
  readonly unsupported: readonly UnsupportedPath[];
  /** False if there was too much to look through: the counts are the least that there is then. */
  readonly isComplete: boolean;
}

/** What a save of a container would do, as the container is now. */
export interface ContainerPreview {
  /** Full id of the container. */
  readonly id: string;
  /** Bytes of its whole file system, those of its image included. */
  readonly size: number;
  readonly changes: ChangeSurvey;
  /** Names of environment variables that look like secrets. */
  readonly secretVariables: readonly string[];
  /** What is mounted into the container, and so is in no image of it. */
  readonly mounts: readonly { readonly type: string; readonly destination: string }[];
  /** Why it could not be saved directly, as far as the node can tell; undefined if nothing is known against it. */
  readonly obstacle: string | undefined;
}

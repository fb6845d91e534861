import type { UnsupportedPath } from '@image-factory/oci';
import type { StubKind } from '../stubs/mount-stubs.js';
import type { SecretPath } from './secrets.js';

/** A file of a container with its size in bytes. */
export interface SizedFile {
  /** Absolute path in the container. */
  readonly path: string;
  readonly size: number;
}

/** Changes of a container, read without pausing it. */
export interface ChangeSurvey {
  /** Total size of all files; hard links count once if the source of the changes shows them. */
  readonly bytes: number;
  /** All changes except directories and deletions. */
  readonly files: number;
  /** Paths of the image that the container no longer has. */
  readonly deletions: number;
  /** Largest first; undefined if the runtime reports no sizes. */
  readonly largest: readonly SizedFile[] | undefined;
  readonly secrets: { readonly paths: readonly SecretPath[]; readonly total: number };
  /** The first paths that no image can hold. */
  readonly unsupported: readonly UnsupportedPath[];
  /** False if the limit was reached; the counts are lower bounds then. */
  readonly isComplete: boolean;
}

/** Effect of a commit of a container in its current state. */
export interface ContainerPreview {
  /** Full id of the container. */
  readonly id: string;
  /** Size of the whole file system in bytes, base image included. */
  readonly size: number;
  readonly changes: ChangeSurvey;
  /** Names of environment variables that look like secrets. */
  readonly secretVariables: readonly string[];
  /** Mounts of the container, which no image includes. */
  readonly mounts: readonly { readonly type: string; readonly destination: string }[];
  /** Paths that the runtime has created for its mounts, sorted; a direct commit omits them. */
  readonly stubs: readonly { readonly path: string; readonly kind: StubKind }[];
  /** Reason why a direct commit is unavailable; undefined if the node has none. */
  readonly obstacle: string | undefined;
}

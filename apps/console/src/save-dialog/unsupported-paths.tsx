import type { ContainerPreview } from '@image-factory/client';
import { TickList } from './tick-list.js';

type UnsupportedPath = NonNullable<ContainerPreview['unsupported_paths']>[number];

const KINDS: Readonly<Record<UnsupportedPath['kind'], string>> = {
  reserved_name: 'name reserved by layers',
  path_too_long: 'path too long',
  attributes_too_large: 'extended attributes too large',
};

/** Maximum number of paths that the preview lists. */
const MAX_LISTED = 100;

/** Maximum length of an `exclude` pattern, in characters. */
const MAX_PATTERN_LENGTH = 255;

interface UnsupportedPathsProps {
  readonly paths: readonly UnsupportedPath[];
  /** Whether the commit can exclude paths. */
  readonly canExclude: boolean;
}

/** Paths that no image can hold: the commit fails unless the user renames, removes or excludes them. */
export function UnsupportedPaths({ paths, canExclude }: UnsupportedPathsProps) {
  const count = paths.length < MAX_LISTED ? String(paths.length) : `At least ${MAX_LISTED}`;
  return (
    <TickList
      isWarning
      title={`${count} ${paths.length === 1 ? 'path' : 'paths'} cannot be saved: rename, remove or exclude.`}
      choices={paths.map(({ path, kind }) => ({
        field: 'exclude',
        value: path,
        remark: path.length > MAX_PATTERN_LENGTH ? `${KINDS[kind]}: exclude a directory above it` : KINDS[kind],
        isDisabled: !canExclude || path.length > MAX_PATTERN_LENGTH,
      }))}
    />
  );
}

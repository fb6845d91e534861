/** Why no image can hold a path. */
export const UNSUPPORTED_KINDS = [
  /** Its name begins with `.wh.`: layers reserve such names for deletions. */
  'reserved_name',
  /** It has over 4,000 bytes: engines unpack it below a path of their own. */
  'path_too_long',
  /** Its extended attributes have over 1 MiB. */
  'attributes_too_large',
] as const;

/** A reason why no image can hold a path. */
export type UnsupportedKind = (typeof UNSUPPORTED_KINDS)[number];

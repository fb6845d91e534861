/** Reasons why an image layer cannot hold a path. */
export const UNSUPPORTED_KINDS = [
  /** The name begins with `.wh.`: layers reserve such names for deletions. */
  'reserved_name',
  /** Longer than 4,000 bytes: runtimes unpack it below a path of their own. */
  'path_too_long',
  /** The extended attributes are larger than 1 MiB. */
  'attributes_too_large',
] as const;

export type UnsupportedKind = (typeof UNSUPPORTED_KINDS)[number];

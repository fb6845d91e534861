/** Deletions and opaque directories of a layer. Paths are bytes, one character each. */
export interface WhiteoutPlan {
  /** Names of deleted entries, by parent directory; the root is the empty path. */
  readonly whiteouts: ReadonlyMap<string, readonly string[]>;
  /** Called for every directory that overlayfs has marked as opaque: whether the layer marks it, too. */
  readonly saysOpaque: (path: string) => boolean;
}

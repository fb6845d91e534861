/** What a layer has to say about paths besides the files themselves. Paths are bytes, one character each. */
export interface WhiteoutPlan {
  /** Names that are gone, by the directory they were in; the root is the empty path. */
  readonly whiteouts: ReadonlyMap<string, readonly string[]>;
  /** Asked for every directory that overlayfs has marked as opaque: whether the layer says so too. */
  readonly saysOpaque: (path: string) => boolean;
}

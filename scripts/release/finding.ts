/** Result of one release check: its summary and its problems. */
export interface Finding {
  /** Summary of the check on one line, with figures. */
  readonly summary: string;
  /** Problems, one sentence each; empty if there are none. */
  readonly problems: readonly string[];
}

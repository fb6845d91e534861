/** A part of the release check: what it has found, and what is wrong about it. */
export interface Finding {
  /** One line for people: what was looked at, with figures. */
  readonly summary: string;
  /** One sentence each; none if all is well. */
  readonly problems: readonly string[];
}

/** How an agent would save a container. */
export const SAVE_WAYS = [
  /** Its changes are streamed to the registry. */
  'direct',
  /** The engine commits and pushes. */
  'engine',
  /** Its agent may save directly only, and cannot. */
  'none',
] as const;

/** A way to save. */
export type SaveWay = (typeof SAVE_WAYS)[number];

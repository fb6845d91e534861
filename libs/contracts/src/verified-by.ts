/** Requests whose answer confirms the digest of a pushed image, strongest evidence first. */
export const VERIFIED_BY = [
  /** The answer to a HEAD of the manifest has the digest. */
  'head',
  /** The manifest in the answer to a GET has the digest. */
  'get',
  /** The registry allows neither; its answer to the push has the digest. */
  'push',
] as const;

export type VerifiedBy = (typeof VERIFIED_BY)[number];

/** Whether this version knows the value; a newer agent may report others. */
export function isVerifiedBy(value: unknown): value is VerifiedBy {
  return (VERIFIED_BY as readonly unknown[]).includes(value);
}

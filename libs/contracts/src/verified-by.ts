/** The answers by which a registry confirms the digest of a pushed image, the strongest evidence first. */
export const VERIFIED_BY = [
  /** It answered a HEAD for the manifest with the digest. */
  'head',
  /** It answered a GET with the manifest, whose digest is the expected one. */
  'get',
  /** It allows neither; its answer to the push named the digest. */
  'push',
] as const;

/** An answer by which a registry confirms a digest. */
export type VerifiedBy = (typeof VERIFIED_BY)[number];

/** Whether a value is an answer that this version knows; a newer agent may report others. */
export function isVerifiedBy(value: unknown): value is VerifiedBy {
  return (VERIFIED_BY as readonly unknown[]).includes(value);
}

import type { Commit } from '@image-factory/client';

/** Descriptions of how the registry confirmed the digest, keyed by `verified_by`. */
const CONFIRMATIONS: Readonly<Record<NonNullable<Commit['verified_by']>, string>> = {
  head: 'HEAD of the manifest',
  get: 'GET of the manifest',
  push: 'the registry’s answer to the push',
};

/** How the registry confirmed the digest of a commit; undefined if its agent did not report it. */
export function verificationOf({ verified_by: by }: Commit): string | undefined {
  return by && `verified by ${CONFIRMATIONS[by] ?? by}`;
}

import type { ErrorCode } from '@image-factory/errors';

/** The kind of request to a registry; it determines the meaning of a status code. */
export type RegistryStep =
  /** A query, a ping or a login. */
  | 'ask'
  /** The POST that starts an upload. */
  | 'begin'
  /** The content of a layer: PATCH, or the PUT of a blob. */
  | 'upload'
  /** The PUT of a manifest. */
  | 'publish';

/**
 * Phrases of refusals without a status code of their own; the first match counts. Harbor, ECR, Quay, GitLab and a full
 * disk.
 */
const REFUSALS: readonly { readonly pattern: RegExp; readonly code: ErrorCode }[] = [
  {
    pattern: /\bquota|insufficient storage|no space left|exceed\w* (the )?(configured )?(upper )?limit/i,
    code: 'registry_quota',
  },
  { pattern: /\bimmutab|cannot be overwritten/i, code: 'registry_tag_immutable' },
  { pattern: /\bread[- ]?only\b/i, code: 'registry_read_only' },
  {
    pattern: /\bpolic(y|ies)\b|projectpolicyviolation|\bvulnerab|\bunsigned\b|\bnot signed\b/i,
    code: 'registry_policy',
  },
];

/** The error code for a registry's message; undefined if it contains no known phrase. */
export function refusalIn(text: string): ErrorCode | undefined {
  return REFUSALS.find(({ pattern }) => pattern.test(text))?.code;
}

/** The error code for a status code if the message contains no known phrase. */
export function refusalOf(step: RegistryStep, status: number): ErrorCode {
  if (status === 401) return 'registry_unauthorized';
  if (status === 403) return 'registry_denied';
  if (status === 413) return 'registry_body_limit';
  if (status === 507) return 'registry_quota';
  if (status === 408 || status === 429) return 'registry_failed';
  if (step === 'ask') return status >= 500 && status !== 501 ? 'registry_failed' : 'registry_unsupported';
  if (step === 'upload' && (status < 500 || status === 501)) {
    return status === 412 ? 'registry_policy' : 'registry_upload_refused';
  }
  if (status < 400) return 'registry_unsupported';
  if (status >= 500) return status === 501 ? 'registry_refused' : 'registry_failed';
  // Without an error code of the registry it may come from a proxy without such a path.
  if (status === 404) return 'registry_upload_refused';
  if (status === 405) return 'registry_read_only';
  if (status === 412) return 'registry_policy';
  if (step === 'publish' && [400, 415, 422].includes(status)) return 'registry_manifest_invalid';
  return 'registry_refused';
}

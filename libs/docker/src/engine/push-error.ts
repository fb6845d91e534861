import { FactoryError, type ErrorCode, redact } from '@image-factory/errors';
import { refusalIn, type RegistryCredentials, secretsOf } from '@image-factory/oci';
import { asSentence } from './engine-error.js';

/**
 * Messages of registries and of the runtime about a failed push, which has no error codes. The first match counts: a
 * certificate failure is reported as a connection failure. A denial may contain its reason, such as a quota.
 */
const KNOWN_SENTENCES: readonly { readonly pattern: RegExp; readonly code: ErrorCode; readonly isCertain?: true }[] = [
  { pattern: /server gave HTTP response to HTTPS client/i, code: 'registry_insecure', isCertain: true },
  {
    pattern: /x509:|failed to verify certificate|bad certificate|certificate required/i,
    code: 'registry_untrusted',
    isCertain: true,
  },
  { pattern: /toomanyrequests|too many requests|rate limit/i, code: 'registry_failed', isCertain: true },
  {
    pattern: /^name unknown|repository .*does not exist in the registry/i,
    code: 'registry_repository_missing',
    isCertain: true,
  },
  {
    pattern: /unauthorized|authentication required|no basic auth credentials|incorrect username or password/i,
    code: 'registry_unauthorized',
    isCertain: true,
  },
  {
    pattern: /denied|forbidden|insufficient_scope|repository .*does not exist/i,
    code: 'registry_denied',
  },
  { pattern: /HTTP 413\b|\b413 Request Entity Too Large|request entity too large/i, code: 'registry_body_limit' },
  { pattern: /^unsupported: |\b405 Method Not Allowed/i, code: 'registry_read_only' },
  { pattern: /\b412 Precondition Failed|HTTP 412\b/i, code: 'registry_policy' },
  {
    pattern: /^(?:manifest|tag) invalid|manifest (?:unverified|invalid)|^schema ?version/i,
    code: 'registry_manifest_invalid',
  },
  {
    pattern:
      /status(?: code)?:? 5\d\d|\b5\d\d (?:internal|bad gateway|service|gateway)|internal server error|blob upload (?:unknown|invalid)|unknown blob/i,
    code: 'registry_failed',
  },
  // Docker Engine quotes the status of a response that has no known error code.
  {
    pattern:
      /HTTP 4(?!08|29)\d\d response|status(?: code)? from \w+ request.*: 4(?!08|29)\d\d |unexpected HTTP status: 4(?!08|29)\d\d /i,
    code: 'registry_refused',
  },
  {
    pattern:
      /\bdial\b|connection refused|no such host|\bEOF\b|timeout|timed out|deadline exceeded|connection reset|broken pipe|no route to host|network is unreachable|server misbehaving|use of closed|request canceled|GOAWAY|http2:/i,
    code: 'registry_unreachable',
  },
];

const TEXT_MAX_LENGTH = 4096;

/** @param text message of the runtime about a failed push */
export function pushError(text: string, credentials: RegistryCredentials | undefined): FactoryError {
  const bounded = redact(text, secretsOf(credentials)).slice(0, TEXT_MAX_LENGTH);
  const known = KNOWN_SENTENCES.find(({ pattern }) => pattern.test(bounded));
  const code = known?.isCertain ? known.code : (refusalIn(bounded) ?? known?.code);
  return new FactoryError(code ?? 'engine_failed', `The push failed: ${asSentence(bounded)}`);
}

import { FactoryError, type ErrorCode } from '@image-factory/errors';
import type { RegistryCredentials } from '../credentials/registry-credentials.js';
import { secretFree } from '../credentials/secret-free.js';
import { asSentence } from './engine-error.js';

/**
 * What registries and the engine say about a failed push, which has no codes of its own. The first match counts:
 * a quota is told as a denial, and a certificate's failure as one of the connection.
 */
const KNOWN_SENTENCES: readonly { readonly pattern: RegExp; readonly code: ErrorCode }[] = [
  { pattern: /server gave HTTP response to HTTPS client/i, code: 'registry_insecure' },
  { pattern: /x509:|failed to verify certificate|bad certificate|certificate required/i, code: 'registry_untrusted' },
  {
    pattern: /quota|will exceed the configured upper limit|no space left|insufficient storage/i,
    code: 'registry_quota',
  },
  { pattern: /toomanyrequests|too many requests|rate limit/i, code: 'registry_failed' },
  {
    pattern: /unauthorized|authentication required|no basic auth credentials|incorrect username or password/i,
    code: 'registry_unauthorized',
  },
  {
    pattern: /denied|forbidden|insufficient_scope|name unknown|repository .*does not exist|read[- ]only/i,
    code: 'registry_denied',
  },
  {
    pattern:
      /status(?: code)?:? 5\d\d|\b5\d\d (?:internal|bad gateway|service|gateway)|internal server error|blob upload (?:unknown|invalid)|unknown blob/i,
    code: 'registry_failed',
  },
  {
    pattern:
      /\bdial\b|connection refused|no such host|\bEOF\b|timeout|timed out|deadline exceeded|connection reset|broken pipe|no route to host|network is unreachable|server misbehaving|use of closed|request canceled|GOAWAY|http2:/i,
    code: 'registry_unreachable',
  },
];

const TEXT_MAX_LENGTH = 4096;

/** @param text what the engine says about a failed push */
export function pushError(text: string, credentials: RegistryCredentials | undefined): FactoryError {
  const bounded = secretFree(text, credentials).slice(0, TEXT_MAX_LENGTH);
  const known = KNOWN_SENTENCES.find(({ pattern }) => pattern.test(bounded));
  return new FactoryError(known?.code ?? 'engine_failed', `The push failed: ${asSentence(bounded)}`);
}

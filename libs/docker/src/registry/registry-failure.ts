import { FactoryError } from '@image-factory/errors';

/** Codes by which TLS says that the peer does not speak it. */
const NOT_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL|EPROTO/;
/** Codes by which TLS says that it does not trust the peer, or the peer does not trust us. */
const NOT_TRUSTED =
  /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH|UNKNOWN_CA|PATH_LENGTH_EXCEEDED|INVALID_CA/;
/** What registries write when there is no room: Harbor's and Quay's quotas, a full disk. */
const NO_ROOM = /quota|insufficient storage|no space left|exceed\w* (the )?(configured )?(upper )?limit/i;

/** The innermost code that Node gives an error of a connection, such as ECONNREFUSED. */
function connectionCode(error: unknown): string {
  let at = error as { name?: unknown; code?: unknown; cause?: unknown } | undefined;
  for (let depth = 0; at && depth < 5; depth++) {
    if (typeof at.code === 'string') return at.code;
    at = at.cause as typeof at;
  }
  return 'no answer';
}

/** The failure of a request that got no answer. */
export function connectionFailure(registry: string, error: unknown, signal: AbortSignal): FactoryError {
  if (signal.aborted) return new FactoryError('cancelled', 'The save was cancelled.');
  if (error instanceof FactoryError) return error;
  const code = connectionCode(error);
  if (NOT_TLS.test(code)) {
    return new FactoryError('registry_insecure', `The registry ${registry} does not speak HTTPS.`, { cause: error });
  }
  if (NOT_TRUSTED.test(code)) {
    const sentence = `The certificate of the registry ${registry} is not trusted (${code}).`;
    return new FactoryError('registry_untrusted', sentence, { cause: error });
  }
  const sentence = `The registry ${registry} cannot be reached (${code}).`;
  return new FactoryError('registry_unreachable', sentence, { cause: error });
}

/** The reason in the body of a refusal: the distribution API's `errors`, an OAuth2 error, or nothing. */
function reason(body: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return '';
  }
  const { errors, details, error_description: described } = (parsed ?? {}) as Record<string, unknown>;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const { code, message } = (first ?? {}) as Record<string, unknown>;
  const words = first ? [code, message] : [described ?? details];
  const text = words.filter((word): word is string => typeof word === 'string').join(': ');
  return text
    .replace(/\s+/g, ' ')
    .replace(/[.\s]+$/, '')
    .slice(0, 200);
}

/**
 * The failure of a request that was answered, but not as it should be.
 *
 * @param what what was asked for, as in "the upload of a layer to a/b"
 * @param secrets what must not be told even when the registry repeats it
 */
export function answerFailure(
  registry: string,
  what: string,
  status: number,
  body: string,
  secrets: readonly string[],
): FactoryError {
  let told = reason(body);
  for (const secret of secrets) told = told.replaceAll(secret, '***');
  const sentence = `The registry ${registry} answered ${status} to ${what}${told ? ` (${told})` : ''}.`;
  if (status === 413 || status === 507 || (status !== 429 && NO_ROOM.test(body))) {
    return new FactoryError('registry_quota', sentence);
  }
  if (status === 401) return new FactoryError('registry_unauthorized', sentence);
  if (status === 403 || /"(DENIED|NAME_UNKNOWN)"/.test(body)) return new FactoryError('registry_denied', sentence);
  return new FactoryError('registry_failed', sentence);
}

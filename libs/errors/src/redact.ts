/** Replacement of a secret in messages and logs. */
export const REDACTED = '***';

/** Names of fields that hold a secret, in JSON, in a query or in a form: `password`, `hub_pwd`, `access_token`, `sig`. */
const FIELD = String.raw`[\w-]*(?:token|password|passwd|pwd|secret|secret_key|signature|credential|api_?key)|sig`;

/** Recognisable forms of unknown secrets, each with the preceding text as `$1`. */
const FORMS: readonly RegExp[] = [
  // A login in a URL; a password may contain any character but a slash.
  /(\/\/)[^/\s"<>]*(?=@)/g,
  // A header, or the scheme and credentials alone.
  /(\bauthorization\s*[:=]\s*)(?:(?:basic|bearer|digest|negotiate)\s+)?[^\s"'\\,;]+/gi,
  /(\b(?:basic|bearer)\s+)[\w.~+/=-]{16,}/gi,
  // A field of a query or of a form.
  new RegExp(String.raw`((?:^|[?&\s])(?:${FIELD})=)[^&\s"'<>\\]+`, 'gi'),
  // A field of JSON, also of JSON within a JSON string.
  new RegExp(String.raw`("(?:${FIELD}|auth(?:orization)?)"\s*:\s*")(?:[^"\\]|\\.)+(?=")`, 'gi'),
  new RegExp(
    String.raw`(\\"(?:${FIELD}|auth(?:orization)?)\\"\s*:\s*\\")(?:[^"\\]|\\\\(?:\\["\\]|[^"\\]))+(?=\\")`,
    'gi',
  ),
];

/**
 * Removes secrets from a text: logins in URLs, Authorization headers, secret fields of queries and JSON, and known
 * secrets wherever they are.
 *
 * @param known secrets in every spelling, see `spellingsOf`; the empty text is ignored
 */
export function redact(text: string, known: Iterable<string> = []): string {
  // The longest first: one secret may be part of another.
  const spellings = [...known].filter(Boolean).sort((one, other) => other.length - one.length);
  const unknown = spellings.reduce((rest, spelling) => rest.replaceAll(spelling, REDACTED), text);
  return FORMS.reduce((rest, form) => rest.replace(form, `$1${REDACTED}`), unknown);
}

/**
 * The spellings in which a secret may appear in a foreign text: plain, in JSON, in a URL, and in Base64, also as the
 * `user:secret` of basic authentication.
 *
 * @param username of the login, if there is one
 */
export function spellingsOf(secret: string, username?: string): string[] {
  const pair = username === undefined ? [] : base64(`${username}:${secret}`);
  const spellings = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(wellFormed(secret)),
    ...base64(secret),
  ];
  return [...new Set([...spellings, ...pair])].filter(Boolean);
}

/** With and without padding. */
function base64(text: string): string[] {
  const padded = Buffer.from(text).toString('base64');
  return [padded, padded.replace(/=+$/, '')];
}

/** Half a surrogate pair, which JSON may contain, has no encoding for a URL. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** Kinds of secrets that a path may contain. */
export const SECRET_KINDS = [
  /** Logins and tokens: `.ssh/`, `.aws/`, `.netrc`, `.docker/config.json`, … */
  'credentials',
  /** `id_rsa`, `*.pem`, … */
  'private_key',
  /** Input of a shell or another tool: `.bash_history`, … */
  'history',
  /** `.env` */
  'environment_file',
] as const;

export type SecretKind = (typeof SECRET_KINDS)[number];

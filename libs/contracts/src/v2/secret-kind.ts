/** What a path that should stay with its owner is likely to hold. */
export const SECRET_KINDS = [
  /** Logins and tokens: `.ssh/`, `.aws/`, `.netrc`, `.docker/config.json`, … */
  'credentials',
  /** `id_rsa`, `*.pem`, … */
  'private_key',
  /** What was typed into a shell or a tool: `.bash_history`, … */
  'history',
  /** `.env` */
  'environment_file',
] as const;

/** A kind of secret. */
export type SecretKind = (typeof SECRET_KINDS)[number];

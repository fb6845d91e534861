/** A login in the format of the file. */
export interface LoginEntry {
  readonly username?: string;
  readonly password?: string;
  readonly identityToken?: string;
}

/** The used part of the Docker CLI's config.json. */
export interface DockerConfig {
  readonly auths: Readonly<Record<string, LoginEntry>>;
  /** Names of the credential helpers by registry. */
  readonly credHelpers: Readonly<Record<string, string>>;
  /** Name of the credential helper for all other registries. */
  readonly credsStore: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** @returns the reason if the text is invalid, without quoting the text */
export function parseDockerConfig(text: string): DockerConfig | string {
  const config = parseObject(text);
  if (!config) return 'it is not a JSON object';
  const auths = config.auths ?? {};
  const credHelpers = config.credHelpers ?? {};
  const credsStore = config.credsStore ?? '';
  if (!isObject(auths)) return '"auths" is not an object';
  if (!isObject(credHelpers)) return '"credHelpers" is not an object';
  if (typeof credsStore !== 'string') return '"credsStore" is not a text';

  const logins: Record<string, LoginEntry> = {};
  for (const [registry, entry] of Object.entries(auths)) {
    const login = isObject(entry) ? parseLogin(entry) : undefined;
    if (!login) return `the entry of ${JSON.stringify(registry)} in "auths" is not valid`;
    logins[registry] = login;
  }
  for (const [registry, helper] of Object.entries(credHelpers)) {
    if (typeof helper !== 'string') return `the entry of ${JSON.stringify(registry)} in "credHelpers" is not a text`;
  }
  return { auths: logins, credHelpers: credHelpers as Record<string, string>, credsStore: credsStore || undefined };
}

function parseLogin({ auth, username, password, identitytoken }: Json): LoginEntry | undefined {
  const identityToken = textOf(identitytoken);
  const pair = textOf(auth) && Buffer.from(textOf(auth), 'base64').toString('utf8');
  if (!pair) return { username: textOf(username), password: textOf(password), identityToken };
  const colon = pair.indexOf(':');
  if (colon < 1) return undefined;
  // The Docker CLI pads passwords with zero bytes.
  return { username: pair.slice(0, colon), password: pair.slice(colon + 1).replace(/\0+$/, ''), identityToken };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

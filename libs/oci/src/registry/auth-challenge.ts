/** An authentication scheme that a registry offers in `WWW-Authenticate`. */
export interface AuthChallenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const PARAMETER = /([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*))\s*(?:,|$)/y;
const SCHEME = /\s*,?\s*([A-Za-z][A-Za-z0-9_-]*)(?:\s+|$)(?!=)/y;

/** Parses the values of `WWW-Authenticate` (RFC 9110); skips malformed ones. */
export function readChallenges(header: string | string[] | undefined): AuthChallenge[] {
  return [header ?? []].flat().flatMap(readOne);
}

function readOne(text: string): AuthChallenge[] {
  const found: AuthChallenge[] = [];
  let at = 0;
  while (at < text.length) {
    SCHEME.lastIndex = at;
    const scheme = SCHEME.exec(text);
    if (!scheme) break;
    at = SCHEME.lastIndex;
    const parameters: Record<string, string> = {};
    for (;;) {
      PARAMETER.lastIndex = at;
      const parameter = PARAMETER.exec(text);
      if (!parameter) break;
      at = PARAMETER.lastIndex;
      while (text[at] === ' ') at++;
      parameters[parameter[1]!.toLowerCase()] = parameter[2]?.replace(/\\(.)/g, '$1') ?? parameter[3] ?? '';
    }
    found.push({ scheme: scheme[1]!.toLowerCase(), parameters });
  }
  return found;
}

/** The tokens of a comma separated list. */
export function tokenList(tokens: string | undefined): string[] {
  return (tokens ?? '')
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
}

/** The header that carries the first token of a list; none without a token. */
export function bearer(tokens: string | undefined): Record<string, string> {
  const [token] = tokenList(tokens);
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

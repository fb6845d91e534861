/** Words that mark a secret at the end of any part of a name: `GITHUB_TOKEN`, `dbPassword`. */
const TELLING = /(?:token|password|passwd|passphrase|secret|credential|apikey)s?(?:[_.-]|$)/i;
/** Short words that mark a secret only as a separate part: `DB_PWD`, `AWS_ACCESS_KEY_ID`. */
const SHORT = /(?:^|[_.-])(?:key|pass|pwd|auth|pat)(?:[_.-]|$)/i;
/** False positives: working directories, public keys. */
const HARMLESS = /^(?:PWD|OLDPWD|GPG_KEY)$|public/i;
/** A login in a URL, or a private key. */
const TELLING_VALUE = /:\/\/[^/\s:@]*:[^/\s@]+@|-----BEGIN [A-Z ]*PRIVATE KEY/;

/**
 * Returns the variables of an environment that look like secrets.
 *
 * @param environment entries of the form `NAME=value`
 * @returns names only
 */
export function secretVariables(environment: readonly string[]): string[] {
  return environment.flatMap((variable) => {
    const [, name = variable, value = ''] = /^([^=]*)=(.*)$/s.exec(variable) ?? [];
    const looksSecret = (TELLING.test(name) || SHORT.test(name)) && !HARMLESS.test(name);
    return value !== '' && (looksSecret || TELLING_VALUE.test(value)) ? [name] : [];
  });
}

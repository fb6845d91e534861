/** Words that tell of a secret wherever they end a part of a name: `GITHUB_TOKEN`, `dbPassword`. */
const TELLING = /(?:token|password|passwd|passphrase|secret|credential|apikey)s?(?:[_.-]|$)/i;
/** Short ones, which do so only as a part of their own: `DB_PWD`, `AWS_ACCESS_KEY_ID`. */
const SHORT = /(?:^|[_.-])(?:key|pass|pwd|auth|pat)(?:[_.-]|$)/i;
/** Names like these that hold no secret: working directories, keys that everybody may have. */
const HARMLESS = /^(?:PWD|OLDPWD|GPG_KEY)$|public/i;
/** A login in an address, or a key as it is. */
const TELLING_VALUE = /:\/\/[^/\s:@]*:[^/\s@]+@|-----BEGIN [A-Z ]*PRIVATE KEY/;

/**
 * Which variables of an environment look like secrets.
 *
 * @param environment `NAME=value` each
 * @returns names only
 */
export function secretVariables(environment: readonly string[]): string[] {
  return environment.flatMap((variable) => {
    const [, name = variable, value = ''] = /^([^=]*)=(.*)$/s.exec(variable) ?? [];
    const looksSecret = (TELLING.test(name) || SHORT.test(name)) && !HARMLESS.test(name);
    return value !== '' && (looksSecret || TELLING_VALUE.test(value)) ? [name] : [];
  });
}

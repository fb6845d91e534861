/** Probable content of a path that should not be published. */
export type SecretKind = 'credentials' | 'private_key' | 'history' | 'environment_file';

/** A path that should probably be excluded. */
export interface SecretPath {
  /** Absolute path in the container; a trailing slash marks a directory with all its content. */
  readonly path: string;
  readonly kind: SecretKind;
}

/** Limit on the reported paths; further ones are only counted. */
const MAX_PATHS = 100;

/** The matched part is reported: a directory for all its files. Paths have no leading slash. */
const RULES: readonly (readonly [SecretKind, RegExp])[] = [
  ['credentials', /^(?:.*?\/)?(?:\.(?:ssh|aws|azure|gnupg|password-store)|\.config\/gcloud)\//],
  ['credentials', /^(?:.*\/)?\.(?:git-credentials|netrc|pgpass|my\.cnf|npmrc|pypirc|dockercfg|vault-token|s3cfg)$/],
  ['credentials', /^(?:.*\/)?\.(?:docker\/config\.json|kube\/config|config\/gh\/hosts\.yml|huggingface\/token)$/],
  ['credentials', /^(?:.*\/)?(?:\.cache\/huggingface\/(?:token|stored_tokens)|\.kaggle\/kaggle\.json)$/],
  ['private_key', /^(?:.*\/)?(?:id_(?:rsa|dsa|ecdsa|ed25519)|[^/]+\.(?:pem|key|p12|pfx|jks|ppk))$/],
  ['history', /^(?:.*\/)?(?:\.[a-z0-9_]+_history|fish_history|\.(?:lesshst|viminfo|Rhistory))$/],
  ['history', /^(?:.*\/)?\.ipython\/profile_[^/]+\/history\.sqlite$/],
  ['environment_file', /^(?:.*\/)?\.env(?:\.(?!(?:example|sample|template|dist)$)[^/.]+)*$/],
];

/** Public certificates, although their names end like those of keys. */
const PUBLIC = /^(?:etc\/ssl\/certs|etc\/pki|usr\/share\/ca-certificates)\/|(?:^|\/)(?:cacert|ca-bundle|ca|cert)\.pem$/;

/** Finds the paths that should probably be excluded. */
export class SecretPaths {
  private readonly found = new Map<string, SecretKind>();
  private count = 0;
  private last = '';

  /** @param path of a file, without a leading slash; files of one directory in succession */
  look(path: string): void {
    if (this.last.endsWith('/') && path.startsWith(this.last)) return;
    for (const [kind, pattern] of RULES) {
      const [match] = pattern.exec(path) ?? [];
      if (match === undefined || (kind === 'private_key' && PUBLIC.test(path))) continue;
      this.add(match, kind);
      return;
    }
  }

  /** The total, and the first paths. */
  list(): { readonly paths: SecretPath[]; readonly total: number } {
    return { paths: [...this.found].map(([path, kind]) => ({ path: `/${path}`, kind })), total: this.count };
  }

  private add(path: string, kind: SecretKind): void {
    this.last = path;
    if (this.found.has(path)) return;
    this.count++;
    if (this.found.size < MAX_PATHS) this.found.set(path, kind);
  }
}

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

/** What a path that should stay with its owner is likely to hold. */
export type SecretKind = 'credentials' | 'private_key' | 'history' | 'environment_file';

/** A path that looks as if it should not go along. */
export interface SecretPath {
  /** From the root of the container; a directory, which stands for all that is in it, ends with a slash. */
  readonly path: string;
  readonly kind: SecretKind;
}

/** How many paths are told; of more, only the number is. */
const MOST = 100;

/** What is matched is what is told: a directory for all its files. Paths have no slash in front. */
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

/** Certificates that everybody may have, though their names end as those of keys do. */
const PUBLIC = /^(?:etc\/ssl\/certs|etc\/pki|usr\/share\/ca-certificates)\/|(?:^|\/)(?:cacert|ca-bundle|ca|cert)\.pem$/;

/** Finds the paths that look as if they should not go along. */
export class SecretPaths {
  private readonly found = new Map<string, SecretKind>();
  private count = 0;
  private last = '';

  /** @param path of a file, from the root, without a slash in front; those of a directory one after the other */
  look(path: string): void {
    if (this.last.endsWith('/') && path.startsWith(this.last)) return;
    for (const [kind, pattern] of RULES) {
      const [match] = pattern.exec(path) ?? [];
      if (match === undefined || (kind === 'private_key' && PUBLIC.test(path))) continue;
      this.add(match, kind);
      return;
    }
  }

  /** How many there are, and the first of them. */
  list(): { readonly paths: SecretPath[]; readonly total: number } {
    return { paths: [...this.found].map(([path, kind]) => ({ path: `/${path}`, kind })), total: this.count };
  }

  private add(path: string, kind: SecretKind): void {
    this.last = path;
    if (this.found.has(path)) return;
    this.count++;
    if (this.found.size < MOST) this.found.set(path, kind);
  }
}

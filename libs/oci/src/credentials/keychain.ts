import { spellingsOf } from '@image-factory/errors';

/** Credentials for a push. Never logged, never in an error. */
export type RegistryCredentials =
  | { readonly username: string; readonly password: string }
  /** An OAuth2 refresh token that `docker login` receives from some registries. */
  | { readonly identityToken: string };

/** A source of registry credentials. */
export interface CredentialSource {
  /**
   * @param registry host and port of a registry, in the spelling of `ImageReference.registry`
   * @returns undefined if this source has no credentials for the registry
   * @throws FactoryError `credentials_unreadable`
   */
  find(registry: string): Promise<RegistryCredentials | undefined>;
}

/** Queries several sources in turn; the first with credentials for the registry wins. */
export class Keychain implements CredentialSource {
  constructor(private readonly sources: readonly CredentialSource[]) {}

  async find(registry: string): Promise<RegistryCredentials | undefined> {
    for (const source of this.sources) {
      const credentials = await source.find(registry);
      if (credentials) return credentials;
    }
    return undefined;
  }
}

/** The secret of credentials in every spelling in which a foreign text may repeat it, for `redact`. */
export function secretsOf(credentials: RegistryCredentials | undefined): string[] {
  if (!credentials) return [];
  return 'identityToken' in credentials
    ? spellingsOf(credentials.identityToken)
    : spellingsOf(credentials.password, credentials.username);
}

/** Credentials for a push. Never logged, never in an error. */
export type RegistryCredentials =
  | { readonly username: string; readonly password: string }
  /** An OAuth2 refresh token that `docker login` receives from some registries. */
  | { readonly identityToken: string };

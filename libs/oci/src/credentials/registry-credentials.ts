/** What a registry wants to know of somebody who pushes. Never logged, never in an error. */
export type RegistryCredentials =
  | { readonly username: string; readonly password: string }
  /** An OAuth2 refresh token, as `docker login` gets from some registries. */
  | { readonly identityToken: string };

import type { RegistryCredentials } from './keychain.js';

/** Removes logins in URLs, and the given secret in all its usual encodings, from a foreign text. */
export function secretFree(text: string, credentials: RegistryCredentials | undefined): string {
  const plain = text.replace(/\/\/[^/?#\s@]*@/g, '//***@');
  return secretsOf(credentials).reduce((rest, secret) => rest.replaceAll(secret, '***'), plain);
}

function secretsOf(credentials: RegistryCredentials | undefined): string[] {
  if (!credentials) return [];
  const secret = 'identityToken' in credentials ? credentials.identityToken : credentials.password;
  const pair = 'identityToken' in credentials ? secret : `${credentials.username}:${secret}`;
  const spellings = [
    base64(pair),
    base64(secret),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    secret,
  ];
  return spellings.filter((spelling) => spelling !== '');
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64').replace(/=+$/, '');
}

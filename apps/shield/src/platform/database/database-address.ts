import { resolve } from 'node:path';
import { ConfigurationError } from '@image-factory/service';

/** Address of the database. `shown` omits the password, for messages. */
export type DatabaseAddress =
  | { readonly engine: 'memory' }
  | { readonly engine: 'sqlite'; readonly file: string; readonly shown: string }
  | { readonly engine: 'postgres'; readonly url: string; readonly shown: string };

/**
 * Parses `database_url`.
 * @param databaseUrl `sqlite:FILE` (relative to the working folder, or absolute), `postgres://…` or `memory:`
 * @throws ConfigurationError
 */
export function databaseAddress(databaseUrl: string): DatabaseAddress {
  if (databaseUrl === 'memory:') return { engine: 'memory' };
  const file = /^sqlite:(?<file>.+)$/s.exec(databaseUrl)?.groups?.file;
  if (file) return { engine: 'sqlite', file: resolve(file), shown: databaseUrl };
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;
  if (url && ['postgres:', 'postgresql:'].includes(url.protocol)) {
    return { engine: 'postgres', url: databaseUrl, shown: withoutSecrets(url) };
  }
  throw new ConfigurationError('Configuration: database_url must be sqlite:FILE, postgres://… or memory:.');
}

/** The address of a database without its password, for messages; a file path in full. */
export function shownDatabase(databaseUrl: string): string {
  const address = databaseAddress(databaseUrl);
  if (address.engine === 'memory') return 'memory';
  return address.engine === 'sqlite' ? `sqlite:${address.file}` : address.shown;
}

function withoutSecrets({ protocol, username, host, pathname }: URL): string {
  return `${protocol}//${username && `${username}@`}${host}${pathname}`;
}

import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { ConfigurationError } from '@image-factory/service';
import type { ShieldConfiguration } from './shield-configuration.js';

/**
 * Encryption key for secrets at rest: the configured one, else one generated on first start and stored next to the
 * SQLite file, readable by its owner only. With `memory:` the key lives as long as the process.
 *
 * @throws ConfigurationError if several shields can share the database, since they must share a configured key
 */
export function secretKey({ secret_key, database_url }: ShieldConfiguration): string | Buffer {
  if (secret_key !== undefined) return secret_key;
  if (database_url === 'memory:') return randomBytes(32);
  if (database_url.startsWith('sqlite:')) return keyFile(`${database_url.slice('sqlite:'.length)}.key`);
  throw new ConfigurationError('Configuration: secret_key is required with PostgreSQL, the same for every shield.');
}

function keyFile(file: string): Buffer {
  try {
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST')
      throw new ConfigurationError(`Configuration: secret_key cannot be stored in ${file} (${code}).`);
  }
  const key = Buffer.from(readFileSync(file, 'utf8'), 'base64');
  if (key.length === 32) return key;
  throw new ConfigurationError(`Configuration: ${file} contains no key; remove it if no commit is running.`);
}

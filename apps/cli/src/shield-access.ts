import { readFileSync } from 'node:fs';
import type { ShieldAccess } from '@image-factory/client';
import { UsageError } from './exit-code.js';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Default address of the shield. */
export const DEFAULT_SHIELD = 'http://127.0.0.1:9001';

/** Options that select the shield. */
export interface ShieldOptions {
  readonly shield?: string;
  readonly tokenFile?: string;
}

/**
 * Address of the selected shield and its token: from the options, otherwise from the environment. Empty means absent.
 * @throws UsageError that names the invalid option or variable
 */
export function shieldAccess({ shield, tokenFile }: ShieldOptions, environment: Environment): ShieldAccess {
  const address = shield
    ? addressFrom('--shield', shield)
    : addressFrom('FACTORY_SHIELD', environment.FACTORY_SHIELD || DEFAULT_SHIELD);
  const token = tokenFile
    ? tokenFrom(`--token-file ${tokenFile}`, contentOf(tokenFile))
    : environment.FACTORY_TOKEN && tokenFrom('FACTORY_TOKEN', environment.FACTORY_TOKEN);
  return token ? { address, token } : { address };
}

function addressFrom(source: string, text: string): string {
  // Error messages may show an address, never a token.
  if (text.includes('@')) {
    throw new UsageError(`${source}: the address must not contain a user or password; set the token in FACTORY_TOKEN.`);
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new UsageError(`${source}: "${text}" is not the address of a shield; write it like ${DEFAULT_SHIELD}.`);
  }
  return url.href.replace(/\/+$/, '');
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--token-file: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function tokenFrom(source: string, text: string): string {
  const token = text.trim();
  if (token === '') throw new UsageError(`${source}: the token is empty.`);
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageError(`${source}: the token must be one word of printable ASCII characters.`);
  }
  return token;
}

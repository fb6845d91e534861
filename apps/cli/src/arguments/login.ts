import { text } from 'node:stream/consumers';
import { UsageError } from '../usage-error.js';

/** What a password is read from. */
export type PasswordSource = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** The options that log in to the registry. */
export interface LoginOptions {
  readonly user?: string;
  readonly passwordStdin?: true;
}

/**
 * The login of the registry, if there is one, as the order has it. The password comes from a pipe, since everybody can see
 * a command line.
 * @throws UsageError for half a login
 */
export async function login(
  { user, passwordStdin }: LoginOptions,
  source: PasswordSource,
): Promise<{ hub_user?: string; hub_pwd?: string }> {
  if (user === undefined && !passwordStdin) return {};
  if (!user) throw new UsageError('--password-stdin needs --user USER.');
  if (!passwordStdin) throw new UsageError('--user needs --password-stdin: pipe the password in.');
  if (source.isTTY) throw new UsageError('--password-stdin reads from a pipe: pipe the password in.');
  const password = (await text(source)).replace(/\r?\n$/, '');
  if (password === '') throw new UsageError('--password-stdin: nothing was piped in.');
  return { hub_user: user, hub_pwd: password };
}

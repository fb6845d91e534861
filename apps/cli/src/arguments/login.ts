import { text } from 'node:stream/consumers';
import { UsageError } from '../usage-error.js';

/** The stream from which a password is read. */
export type PasswordSource = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** Options for the registry login. */
export interface LoginOptions {
  readonly user?: string;
  readonly passwordStdin?: true;
}

/**
 * The registry login in the format of the commit request, if given. The password comes from a pipe, because command
 * lines are visible to every user of the machine.
 * @throws UsageError for an incomplete login
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

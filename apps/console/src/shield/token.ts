import { signal } from '@preact/signals';

/** Storage for the token: scoped to this tab, until the tab is closed. */
const STORAGE_KEY = 'image-factory-token';

/** Credentials for the shield. A new object for each entry, so that the same token can be retried. */
interface Credential {
  readonly token?: string;
}

/** The token that is sent with every call. */
export const credential = signal<Credential>({ token: sessionStorage.getItem(STORAGE_KEY) ?? undefined });

/** Why the shield requires a token: none was sent, or the sent one was rejected. */
export const tokenWanted = signal<'missing' | 'unknown' | undefined>(undefined);

/** Sets the token for future calls. */
export function keepToken(token: string): void {
  sessionStorage.setItem(STORAGE_KEY, token);
  credential.value = { token };
}

/** Removes the token. */
export function forgetToken(): void {
  sessionStorage.removeItem(STORAGE_KEY);
  credential.value = {};
}

/** Handles a rejected token; ignores calls that were sent before the current token was set. */
export function tokenRefused(sent: Credential): void {
  if (sent === credential.peek()) tokenWanted.value = sent.token === undefined ? 'missing' : 'unknown';
}

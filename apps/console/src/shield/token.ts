import { signal } from '@preact/signals';

/** Where the browser keeps it: for this tab, and until that is closed. */
const PLACE = 'image-factory-token';

/** What the shield is told of who asks. An object of its own each time, so that the same token can be tried again. */
interface Credential {
  readonly token?: string;
}

/** The token that goes with every call. */
export const credential = signal<Credential>({ token: sessionStorage.getItem(PLACE) ?? undefined });

/** Why the shield wants one, when it does: there is none, or it does not know the one that was sent. */
export const tokenWanted = signal<'missing' | 'unknown' | undefined>(undefined);

/** Sends a token from now on. */
export function keepToken(token: string): void {
  sessionStorage.setItem(PLACE, token);
  credential.value = { token };
}

/** Sends none any more. */
export function forgetToken(): void {
  sessionStorage.removeItem(PLACE);
  credential.value = {};
}

/** A call was turned away for its token; one that was sent before the present token came says nothing of that. */
export function tokenRefused(sent: Credential): void {
  if (sent === credential.peek()) tokenWanted.value = sent.token === undefined ? 'missing' : 'unknown';
}

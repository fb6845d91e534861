import { answered, CallFailure, shieldCalls, type ShieldCalls } from '@image-factory/client';
import { credential, tokenRefused } from './token.js';

/** How a shield answers a call. */
type Answering<T> = Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>;

/**
 * Asks the shield that this page is from. Where it wants a token, the person is asked for one.
 * @throws CallFailure when it refuses or does not answer
 */
export async function ask<T>(call: (shield: ShieldCalls) => Answering<T>): Promise<T> {
  const sent = credential.peek();
  return answered(call(shieldCalls({ address: '', token: sent.token }))).catch((error: unknown) => {
    if (isUnauthorized(error)) tokenRefused(sent);
    throw error;
  });
}

/** Whether a call was turned away for its token. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof CallFailure && error.problem.status === 401;
}

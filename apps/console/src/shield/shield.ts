import { answered, CallFailure, shieldCalls, type ShieldCalls } from '@image-factory/client';
import { reached, unreached } from './reach.js';
import { SHIELD_ADDRESS } from './shield-address.js';
import { credential, tokenRefused } from './token.js';

/** A successful answer of the shield. */
type Answering<T> = Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>;

/**
 * Calls the shield that served this page. If it requires a token, the user is prompted for one.
 * @throws CallFailure if the shield rejects the call or does not answer
 */
export async function ask<T>(call: (shield: ShieldCalls) => Answering<T>): Promise<T> {
  const sent = credential.peek();
  try {
    const answer = await answered(call(shieldCalls({ address: SHIELD_ADDRESS, token: sent.token })));
    reached.value++;
    return answer;
  } catch (error) {
    if (isUnauthorized(error)) tokenRefused(sent);
    if (isUnreached(error)) unreached.value++;
    throw error;
  }
}

/** Whether a call was rejected for its token. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof CallFailure && error.problem.status === 401;
}

/** Whether the shield did not answer: a proxy answered, or nothing did. */
function isUnreached(error: unknown): boolean {
  return error instanceof CallFailure && ['shield_unreachable', 'not_a_shield'].includes(error.problem.code);
}

/** Whether the failure is retryable without user action. */
export function isRetryable(error: unknown): boolean {
  if (isUnreached(error)) return true;
  const { status = 0 } = error instanceof CallFailure ? error.problem : {};
  return status === 429 || status >= 500;
}

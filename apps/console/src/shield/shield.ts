import { answered, CallFailure, shieldCalls, type ShieldCalls } from '@image-factory/client';
import { reached, unreached } from './reach.js';
import { SHIELD_ADDRESS } from './shield-address.js';
import { credential, tokenRefused } from './token.js';

/** How a shield answers a call. */
type Answering<T> = Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>;

/**
 * Asks the shield that this page is from. Where it wants a token, the person is asked for one.
 * @throws CallFailure when it refuses or does not answer
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

/** Whether a call was turned away for its token. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof CallFailure && error.problem.status === 401;
}

/** Whether no shield has answered, but a proxy before it or nothing at all. */
function isUnreached(error: unknown): boolean {
  return error instanceof CallFailure && ['shield_unreachable', 'not_a_shield'].includes(error.problem.code);
}

/** Whether the same question may be answered later, without anyone doing anything. */
export function isRetryable(error: unknown): boolean {
  if (isUnreached(error)) return true;
  const { status = 0 } = error instanceof CallFailure ? error.problem : {};
  return status === 429 || status >= 500;
}

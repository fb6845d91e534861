import { signal } from '@preact/signals';
import { answered, CallFailure, shieldCalls, type ShieldCalls } from '@image-factory/client';
import { SHIELD_ADDRESS } from './shield-address.js';
import { credential, tokenRefused } from './token.js';

/** Number of calls that did not reach the shield. Open connections watch it, because they may be dead, too. */
export const unreached = signal(0);

/** Number of answers from the shield. Reconnects watch it, so that they do not wait longer than needed. */
export const reached = signal(0);

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

/** Whether the shield did not answer: a proxy answered, or no server did. */
function isUnreached(error: unknown): boolean {
  return error instanceof CallFailure && ['shield_unreachable', 'not_a_shield'].includes(error.problem.code);
}

/** Whether the failure is retryable without user action. */
export function isRetryable(error: unknown): boolean {
  if (isUnreached(error)) return true;
  const { status = 0 } = error instanceof CallFailure ? error.problem : {};
  return status === 429 || status >= 500;
}

/** An error to display: of a call or of a commit. */
export interface Fault {
  readonly title: string;
  readonly detail: string;
  readonly hint?: string;
  readonly code?: string;
  /** The conflicting commit, if any. */
  readonly transaction_id?: string;
}

/** Converts any thrown value to a displayable error. */
export function faultOf(error: unknown): Fault {
  if (error instanceof CallFailure) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { title: 'Internal error', detail, hint: 'Load the page again.' };
}

import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './shield-api.js';

/** A commit, as a v2 resource. */
export type Commit = components['schemas']['CommitResource'];
export type NewCommit = components['schemas']['NewCommit'];
export type CommitPage = components['schemas']['CommitPage'];
export type CommitState = Commit['state'];
export type Agent = components['schemas']['AgentResource'];
export type Container = components['schemas']['ContainerResource'];
export type ContainerPreview = components['schemas']['ContainerPreview'];
export type Problem = components['schemas']['Problem'];

/** Address of a shield, and the caller's token. */
export interface ShieldAccess {
  /** Scheme, host, port and the path of a proxy, without a slash at the end. */
  readonly address: string;
  readonly token?: string;
}

/** A call that the shield has refused, or that has not reached a shield. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';

  constructor(readonly problem: Pick<Problem, 'code' | 'title' | 'detail'> & Partial<Problem>) {
    super(problem.detail);
  }

  /** The failure that an answer describes. An answer without problem details does not come from a shield. */
  static of(status: number, body: unknown): CallFailure {
    if (isProblem(body)) return new CallFailure({ ...body, status });
    return CallFailure.notAShield(`The answer is HTTP ${status} without problem details.`, status);
  }

  /** An answer that a shield would not give; it comes from another server, or from a proxy. */
  static notAShield(detail: string, status?: number): CallFailure {
    return new CallFailure({ code: 'not_a_shield', title: 'The address is not that of a shield', detail, status });
  }

  static unreachable(address: string, error: unknown): CallFailure {
    const detail = `The shield at ${address} does not answer (${reasonOf(error)}).`;
    const hint = 'Check the address of the shield, and that the shield runs.';
    return new CallFailure({ code: 'shield_unreachable', title: 'The shield does not answer', detail, hint });
  }
}

/** The calls of a shield, from its OpenAPI document. */
export type ShieldCalls = Client<paths>;

/** Creates the calls of a shield; pass each to `answered`. */
export function shieldCalls({ address, token }: ShieldAccess): ShieldCalls {
  const reach = (request: Request) =>
    fetch(request).catch((error: unknown) => {
      throw CallFailure.unreachable(address, error);
    });
  return createClient<paths>({ baseUrl: address, headers: bearer(token), fetch: reach });
}

/**
 * Returns the answer to a call.
 * @param required a field that every answer of a shield to this call has
 * @throws CallFailure if the shield refused the call, or no shield answered
 */
export async function answered<T>(
  call: Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>,
  required?: keyof T & string,
): Promise<T> {
  const { data, error, response } = await call.catch((reason: unknown) => {
    if (reason instanceof CallFailure) throw reason;
    throw CallFailure.notAShield(`The answer is not JSON (${reasonOf(reason)}).`);
  });
  if (!response.ok || data === undefined) throw CallFailure.of(response.status, error);
  if (required !== undefined && (data as Partial<T> | null)?.[required] === undefined) {
    throw CallFailure.notAShield(`The answer has no field "${required}".`, response.status);
  }
  return data;
}

/** The header that carries the token. */
export function bearer(token: string | undefined): Record<string, string> {
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** Reason of a failed fetch: the code of its cause, if there is one. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return (cause as { code?: string } | undefined)?.code ?? message;
}

/** Whether a body is the problem details of a shield. Other servers send `code` or `title` in other forms. */
function isProblem(body: unknown): body is Problem {
  const { code, title, detail } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return [code, title, detail].every((part) => typeof part === 'string');
}

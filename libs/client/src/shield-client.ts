import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './shield-api.js';

/** A save, as v2 shows it. */
export type Commit = components['schemas']['CommitResource'];
export type CommitOrder = components['schemas']['CommitOrder'];
export type CommitPage = components['schemas']['CommitPage'];
export type CommitState = Commit['state'];
export type Agent = components['schemas']['AgentResource'];
export type Container = components['schemas']['ContainerResource'];
export type ContainerPreview = components['schemas']['ContainerPreview'];
export type Problem = components['schemas']['Problem'];

/** Where a shield is, and who asks. */
export interface ShieldAccess {
  /** Scheme, host, port and the path of a proxy, without a slash at the end. */
  readonly address: string;
  readonly token?: string;
}

/** A call that the shield has refused, or that has not reached it. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';

  constructor(readonly problem: Pick<Problem, 'code' | 'title' | 'detail'> & Partial<Problem>) {
    super(problem.detail);
  }

  /** What answers without problem details is no shield, or something before it. */
  static of(status: number, body: unknown): CallFailure {
    const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
    const { code = 'not_a_shield', title = 'What answers is not a shield' } = problem;
    return new CallFailure({ ...problem, code, title, detail: problem.detail ?? `It answers HTTP ${status}.`, status });
  }

  /** What answers with something other than JSON is no shield either. */
  static unreadable(error: unknown): CallFailure {
    const detail = `Its answer cannot be read (${reasonOf(error)}).`;
    return new CallFailure({ code: 'not_a_shield', title: 'What answers is not a shield', detail });
  }

  static unreachable(address: string, error: unknown): CallFailure {
    const detail = `The shield at ${address} does not answer (${reasonOf(error)}).`;
    const hint = 'Check its address, and that it runs.';
    return new CallFailure({ code: 'shield_unreachable', title: 'The shield does not answer', detail, hint });
  }
}

/** The calls of a shield, as its OpenAPI document has them. */
export type ShieldCalls = Client<paths>;

/** @returns the calls of a shield; `answered` gives what one was answered with */
export function shieldCalls({ address, token }: ShieldAccess): ShieldCalls {
  const reach = (request: Request) =>
    fetch(request).catch((error: unknown) => {
      throw CallFailure.unreachable(address, error);
    });
  return createClient<paths>({ baseUrl: address, headers: bearer(token), fetch: reach });
}

/**
 * What a call was answered with.
 * @throws CallFailure when it was refused, or nobody has answered
 */
export async function answered<T>(
  call: Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>,
): Promise<T> {
  const { data, error, response } = await call.catch((reason: unknown) => {
    throw reason instanceof CallFailure ? reason : CallFailure.unreadable(reason);
  });
  if (response.ok && data !== undefined) return data;
  throw CallFailure.of(response.status, error);
}

/** The header that carries a token. */
export function bearer(token: string | undefined): Record<string, string> {
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** A fetch that fails says why in its cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return (cause as { code?: string } | undefined)?.code ?? message;
}

import type { Variables } from './variables.js';

/** A request as a recording has it; `<name>` in any text stands for a variable. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Body as JSON. */
  readonly body?: unknown;
  /** Body as it is, well-formed or not. */
  readonly text?: string;
}

/** An answer as a recording has it: volatile values are placeholders. */
export interface RecordedAnswer {
  readonly status: number;
  readonly 'content-type': string | null;
  readonly body: unknown;
}

/** One request and its answer. The requests of a recording are played in their order. */
export interface RecordedExchange {
  /** What the exchange shows. */
  readonly call: string;
  /** Who is called. */
  readonly to: Target;
  readonly request: RecordedRequest;
  /** Repeats the request until the answer has these values, by the paths of their keys. */
  readonly until?: Readonly<Record<string, string>>;
  /** Variables that later requests use, by the names of the answer's keys. */
  readonly keep?: Readonly<Record<string, string>>;
  /** True for a call outside of v1 that only prepares the next one. */
  readonly unrecorded?: boolean;
  answer?: RecordedAnswer;
}

/** Calls that one side makes on its own account. */
export interface RecordedCalls {
  /** What brought them about. */
  readonly when: string;
  sent?: unknown;
}

/** The servers that are called. */
export type Target = 'shield' | 'agent' | 'guarded shield' | 'guarded agent' | 'limited shield';

/** The body of a request as it is sent; undefined for none. */
export function bodyOf({ body, text }: RecordedRequest, variables: Variables): string | undefined {
  if (text !== undefined) return variables.fill(text);
  return body === undefined ? undefined : JSON.stringify(variables.fillAll(body));
}

/** A value inside a body by the path of its keys, such as `commit.status`. */
export function valueAt(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], body);
}

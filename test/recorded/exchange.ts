import type { Variables } from './variables.js';

/** A recorded request; `<name>` in any text is a variable. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Body as JSON. */
  readonly body?: unknown;
  /** Raw body, well-formed or not. */
  readonly text?: string;
}

/** A recorded answer, with placeholders for volatile values. */
export interface RecordedAnswer {
  readonly status: number;
  readonly 'content-type': string | null;
  readonly body: unknown;
}

/** One request and its answer. The requests of a recording are replayed in order. */
export interface RecordedExchange {
  /** Description of the exchange. */
  readonly call: string;
  /** The called service. */
  readonly to: Target;
  readonly request: RecordedRequest;
  /** Repeats the request until the answer has these values, by key path. */
  readonly until?: Readonly<Record<string, string>>;
  /** Variables for later requests, by key of the answer. */
  readonly keep?: Readonly<Record<string, string>>;
  /** True for a call outside of v1 that only prepares the next one. */
  readonly unrecorded?: boolean;
  answer?: RecordedAnswer;
}

/** Calls that a service initiates. */
export interface RecordedCalls {
  /** Trigger of the calls. */
  readonly when: string;
  sent?: unknown;
}

/** The called servers. */
export type Target = 'shield' | 'agent' | 'guarded shield' | 'guarded agent' | 'limited shield';

/** Request body to send; undefined for none. */
export function bodyOf({ body, text }: RecordedRequest, variables: Variables): string | undefined {
  if (text !== undefined) return variables.fill(text);
  return body === undefined ? undefined : JSON.stringify(variables.fillAll(body));
}

/** A value inside a body by its key path, such as `commit.status`. */
export function valueAt(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], body);
}

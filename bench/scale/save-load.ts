import { setTimeout as sleep } from 'node:timers/promises';
import type { CommitAnswer, CommitQueryAnswer } from '@image-factory/contracts';
import { Pool } from 'undici';

/** Parameters of the load. */
export interface CommitLoad {
  readonly shield: string;
  readonly agents: number;
  readonly commits: number;
  /** Number of concurrent commits. */
  readonly atOnce: number;
}

/** Result of the load; durations in milliseconds. */
export interface CommitFigures {
  readonly seconds: number;
  /** Number of commits by final state; refused commits count as REFUSED. */
  readonly ends: Readonly<Record<string, number>>;
  /** From the request to its acceptance. */
  readonly accepted: readonly number[];
  /** From the request until the end was observed. */
  readonly ended: readonly number[];
}

/** Polling interval of a platform. */
const POLL_INTERVAL_MS = 500;

const ENDED: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED']);

/** Starts commits as platforms do, with a limited concurrency, and follows each to its end. */
export async function runCommits({ shield, agents, commits, atOnce }: CommitLoad): Promise<CommitFigures> {
  await using pool = disposable(new Pool(shield, { connections: 100, keepAliveMaxTimeout: 1_000 }));
  const ends: Record<string, number> = {};
  const accepted: number[] = [];
  const ended: number[] = [];
  let next = 0;

  async function call<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const answer = await pool.request({ method, path, headers, body: body && JSON.stringify(body) });
    return (await answer.body.json()) as T;
  }

  async function commit(index: number): Promise<string> {
    const started = performance.now();
    const { success, transaction_id } = await call<CommitAnswer>(
      'POST',
      '/v1/commit/async',
      requestOf(index % agents, index),
    );
    accepted.push(performance.now() - started);
    if (!success) return 'REFUSED';
    for (;;) {
      await sleep(POLL_INTERVAL_MS);
      const { commit: record } = await call<CommitQueryAnswer>(
        'GET',
        `/v1/commit/query?transaction_id=${transaction_id}`,
      );
      if (!record) return 'LOST';
      if (!ENDED.has(record.status)) continue;
      ended.push(performance.now() - started);
      return record.status;
    }
  }

  async function one(): Promise<void> {
    while (next < commits) {
      const end = await commit(next++);
      ends[end] = (ends[end] ?? 0) + 1;
    }
  }

  const started = performance.now();
  await Promise.all(Array.from({ length: atOnce }, one));
  return { seconds: (performance.now() - started) / 1000, ends, accepted, ended };
}

function requestOf(agent: number, index: number) {
  return {
    ip: `10.0.${agent >> 8}.${agent & 255}`,
    container: `notebook-${index}`,
    image: `registry.example.com/user-images/user-${index}:v1`,
    author: `user-${index}`,
    note: 'end of the day',
    hub_user: `user-${index}`,
    hub_pwd: `password-of-${index}`,
    hub_addr: 'registry.example.com',
  };
}

function disposable(pool: Pool): Pool & AsyncDisposable {
  return Object.assign(pool, { [Symbol.asyncDispose]: () => pool.close() });
}

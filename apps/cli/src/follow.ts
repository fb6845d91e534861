import { CallFailure, type Commit, commitEvents, type ShieldAccess } from '@image-factory/client';
import { Backoff, pause, type Retry } from '@image-factory/resilience';

/** Maximum duration of a shield outage. */
const MAX_OUTAGE_MS = 120_000;

/** Before each reconnect. */
const RECONNECT_BACKOFF = new Backoff({ initialMs: 250, maxMs: 5_000 });

/** Options for following a commit. */
export interface FollowOptions {
  /** Maximum duration of a shield outage, in milliseconds. */
  readonly maxOutageMs?: number;
  /** Called when the connection is lost, before each retry. */
  readonly onRetry?: (retry: Retry) => void;
}

/**
 * Yields the commit at each progress update until it has ended, and reconnects after lost connections.
 * @throws CallFailure if the shield rejects the call or its outage exceeds the limit
 */
export async function* follow(
  access: ShieldAccess,
  id: string,
  { maxOutageMs = MAX_OUTAGE_MS, onRetry }: FollowOptions = {},
): AsyncGenerator<Commit, void, undefined> {
  let lastEventId: string | undefined;
  let lostAt: number | undefined;
  for (let failures = 0; ;) {
    try {
      for await (const event of commitEvents(access, { commit: id, lastEventId })) {
        lastEventId = event.id ?? lastEventId;
        lostAt = undefined;
        failures = 0;
        yield event.commit;
        if (event.commit.ended_at !== undefined) return;
      }
    } catch (error) {
      if (!isRetryable(error) || (lostAt !== undefined && performance.now() - lostAt > maxOutageMs)) throw error;
    }
    lostAt ??= performance.now();
    const retry = RECONNECT_BACKOFF.after(++failures)!;
    onRetry?.(retry);
    await pause(retry.delayMs);
  }
}

/** Whether reconnecting may help: no response, a response from a proxy, or a broken connection. */
function isRetryable(error: unknown): boolean {
  if (!(error instanceof CallFailure)) return false;
  const { code, status = 0 } = error.problem;
  return code === 'shield_unreachable' || status === 429 || status >= 500;
}

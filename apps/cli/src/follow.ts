import { setTimeout as sleep } from 'node:timers/promises';
import { CallFailure, type Commit, commitEvents, type ShieldAccess } from '@image-factory/client';

/** Maximum duration of a shield outage. */
const MAX_OUTAGE_MS = 120_000;

/** Initial and maximum delay before a retry. */
const [MIN_DELAY_MS, MAX_DELAY_MS] = [250, 5_000];

/** Options for following a commit. */
export interface FollowOptions {
  /** Maximum duration of a shield outage, in milliseconds. */
  readonly maxOutageMs?: number;
  /** Called when a connection is lost, before the next attempt. */
  readonly onLost?: () => void;
}

/**
 * Yields the commit at each progress update until it has ended, and reconnects after lost connections.
 * @throws CallFailure if the shield rejects the call or its outage exceeds the limit
 */
export async function* follow(
  access: ShieldAccess,
  id: string,
  { maxOutageMs = MAX_OUTAGE_MS, onLost }: FollowOptions = {},
): AsyncGenerator<Commit, void, undefined> {
  let lastEventId: string | undefined;
  let lostAt: number | undefined;
  for (let delay = MIN_DELAY_MS; ; delay = Math.min(2 * delay, MAX_DELAY_MS)) {
    try {
      for await (const event of commitEvents(access, { commit: id, lastEventId })) {
        lastEventId = event.id ?? lastEventId;
        lostAt = undefined;
        delay = MIN_DELAY_MS;
        yield event.commit;
        if (event.commit.ended_at !== undefined) return;
      }
    } catch (error) {
      if (!isRetryable(error) || (lostAt !== undefined && performance.now() - lostAt > maxOutageMs)) throw error;
    }
    if (lostAt === undefined) onLost?.();
    lostAt ??= performance.now();
    await sleep(delay);
  }
}

/** Whether reconnecting may help: no response, a response from a proxy, or a broken connection. */
function isRetryable(error: unknown): boolean {
  if (!(error instanceof CallFailure)) return false;
  const { code, status = 0 } = error.problem;
  return code === 'shield_unreachable' || status === 429 || status >= 500;
}

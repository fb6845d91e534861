import { setTimeout as sleep } from 'node:timers/promises';
import { CallFailure, type Commit, commitEvents, type ShieldAccess } from '@image-factory/client';

/** Maximum duration of a shield outage, in milliseconds. */
const PATIENCE = 120_000;

/** Initial and maximum delay before a retry, in milliseconds. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [250, 5_000];

/** Options for following a commit. */
export interface FollowedOptions {
  /** Maximum duration of a shield outage, in milliseconds. */
  readonly patience?: number;
  /** Called when a connection is lost, before the next attempt. */
  readonly onLost?: () => void;
}

/**
 * Yields the commit at each progress update until it has ended, and reconnects after lost connections.
 * @throws CallFailure if the shield rejects the call or its outage exceeds the limit
 */
export async function* followed(
  access: ShieldAccess,
  id: string,
  { patience = PATIENCE, onLost }: FollowedOptions = {},
): AsyncGenerator<Commit, void, undefined> {
  let lastEventId: string | undefined;
  let lostAt: number | undefined;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      for await (const event of commitEvents(access, { commit: id, lastEventId })) {
        lastEventId = event.id ?? lastEventId;
        lostAt = undefined;
        pause = FIRST_PAUSE;
        yield event.commit;
        if (event.commit.ended_at !== undefined) return;
      }
    } catch (error) {
      if (!isPassing(error) || (lostAt !== undefined && performance.now() - lostAt > patience)) throw error;
    }
    if (lostAt === undefined) onLost?.();
    lostAt ??= performance.now();
    await sleep(pause);
  }
}

/** Whether reconnecting may help: no response, a response from a proxy, or a broken connection. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof CallFailure)) return false;
  const { code, status = 0 } = error.problem;
  return code === 'shield_unreachable' || status === 429 || status >= 500;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { CallFailure, type Commit, commitEvents, type ShieldAccess } from '@image-factory/client';

/** For how long a shield may be away, in milliseconds. */
const PATIENCE = 120_000;

/** The first wait before asking again, and the longest, in milliseconds. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [250, 5_000];

/** How a save is followed. */
export interface FollowedOptions {
  /** For how long the shield may be away, in milliseconds. */
  readonly patience?: number;
  /** Told when a connection was lost, before the next is tried. */
  readonly onLost?: () => void;
}

/**
 * How a save stands, each time it comes further, until it has ended: over as many connections as that takes.
 * @throws CallFailure when the shield refuses, or is away for too long
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

/** Whether another connection may do: nobody has answered, something before the shield has, or it broke off. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof CallFailure)) return false;
  const { code, status = 0 } = error.problem;
  return code === 'shield_unreachable' || status === 429 || status >= 500;
}

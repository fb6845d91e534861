import { type ReadonlySignal, signal } from '@preact/signals';
import { commitEvents } from '@image-factory/client';
import { Backoff, pause } from '@image-factory/resilience/backoff';
import { mergeCommits } from './commits.js';
import { SHIELD_ADDRESS } from './shield-address.js';
import { ask, isUnauthorized, reached, unreached } from './shield.js';
import { credential, tokenRefused } from './token.js';

/** Before each reconnect, with jitter, so that the pages of a restarted shield do not reconnect at once. */
const RECONNECT_BACKOFF = new Backoff({ initialMs: 500, maxMs: 15_000 });

/** Silence after which a connection is considered dead; the shield sends a keep-alive every 15 s. */
const MAX_SILENCE_MS = 25_000;

/** Whether updates are live: the event stream is open, and no call has failed to reach the shield since it opened. */
export const isLive = signal(false);

/** Whether updates have been live before. */
export const wasLive = signal(false);

/**
 * Follows all commits until it is stopped or the token is rejected. Starts with the newest commits, resumes after the
 * last event when the connection is lost, and backs off before each reconnect. A call that does not reach the shield
 * also ends the stream, because the process behind the open connection may be shutting down.
 */
export async function followCommits(stop: AbortSignal): Promise<void> {
  let lastEventId: string | undefined;
  for (let failures = 0; !stop.aborted;) {
    const sent = credential.peek();
    const silence = new Silence(MAX_SILENCE_MS);
    const lost = changeOf(unreached, stop);
    const signal = AbortSignal.any([stop, silence.signal, lost]);
    const onAlive = () => {
      silence.broken();
      isLive.value = wasLive.value = true;
      failures = 0;
    };
    try {
      silence.broken();
      lastEventId ??= await startingPoint(signal);
      for await (const { id, commit } of commitEvents(
        { address: SHIELD_ADDRESS, ...sent },
        { lastEventId, onAlive, signal },
      )) {
        lastEventId = id ?? lastEventId;
        mergeCommits(commit);
      }
    } catch (error) {
      if (isUnauthorized(error)) return tokenRefused(sent);
    } finally {
      silence.end();
      // After a stop, another follower may already be active.
      if (!stop.aborted) isLive.value = false;
    }
    // Ends early when the shield answers another call.
    await pause(RECONNECT_BACKOFF.after(++failures)!.delayMs, changeOf(reached, stop)).catch(() => undefined);
  }
}

/** Loads the newest commits. @returns the id of the last event that is included in them */
async function startingPoint(signal: AbortSignal): Promise<string | undefined> {
  const { items } = await ask((shield) => shield.GET('/v2/commits', { params: { query: { limit: 100 } }, signal }));
  mergeCommits(...items);
  if (items.length === 0) return undefined;
  return String(Math.max(...items.map(({ changed_at }) => Date.parse(changed_at))));
}

/** @returns a signal that aborts when the count changes, or with `stop` */
function changeOf(count: ReadonlySignal<number>, stop: AbortSignal): AbortSignal {
  const change = new AbortController();
  const before = count.peek();
  const forget = count.subscribe((now) => now !== before && change.abort());
  const signal = AbortSignal.any([stop, change.signal]);
  signal.addEventListener('abort', () => forget(), { once: true });
  return signal;
}

/** Aborts a signal when no keep-alive has arrived within the limit. */
class Silence {
  private readonly controller = new AbortController();
  private timer?: ReturnType<typeof setTimeout>;

  /** @param limit maximum silence, in milliseconds */
  constructor(private readonly limit: number) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Restarts the timer: on each keep-alive, and to begin watching. */
  broken(): void {
    this.end();
    this.timer = setTimeout(() => this.controller.abort(), this.limit);
  }

  /** Stops watching. */
  end(): void {
    clearTimeout(this.timer);
  }
}

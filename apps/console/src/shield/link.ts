import { type ReadonlySignal, signal } from '@preact/signals';
import { commitEvents } from '@image-factory/client';
import { hear } from './saves.js';
import { reached, unreached } from './reach.js';
import { ask, isUnauthorized } from './shield.js';
import { SHIELD_ADDRESS } from './shield-address.js';
import { Silence } from './silence.js';
import { credential, tokenRefused } from './token.js';

/** First and longest wait before a lost link is tried again, in milliseconds. */
const [FIRST_WAIT, LONGEST_WAIT] = [500, 15_000];

/** A link that is silent for so long is dead, in milliseconds: the shield gives a sign of life every 15 s. */
const SILENCE = 25_000;

/** Whether the page follows what happens: the stream of events is open, and no call has failed to reach the shield since. */
export const isLive = signal(false);

/** Whether the page has followed it before. */
export const wasLive = signal(false);

/**
 * Follows all saves until it is told to stop or the token is refused. It begins with the newest saves that there are,
 * resumes after the last event when the link is lost, and waits longer before each further try. A call that does not
 * reach the shield ends the stream, too: the process behind an open connection may be one that is about to end.
 */
export async function followSaves(stop: AbortSignal): Promise<void> {
  let lastEventId: string | undefined;
  for (let wait = FIRST_WAIT; !stop.aborted; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    const sent = credential.peek();
    const silence = new Silence(SILENCE);
    const lost = changeOf(unreached, stop);
    const signal = AbortSignal.any([stop, silence.signal, lost]);
    const onAlive = () => {
      silence.broken();
      isLive.value = wasLive.value = true;
      wait = FIRST_WAIT;
    };
    try {
      silence.broken();
      lastEventId ??= await startingPoint(signal);
      for await (const { id, commit } of commitEvents(
        { address: SHIELD_ADDRESS, ...sent },
        { lastEventId, onAlive, signal },
      )) {
        lastEventId = id ?? lastEventId;
        hear(commit);
      }
    } catch (error) {
      if (isUnauthorized(error)) return tokenRefused(sent);
    } finally {
      silence.end();
      // Once it is told to stop, another one may follow already.
      if (!stop.aborted) isLive.value = false;
    }
    await pause(wait, stop);
  }
}

/** Takes in the newest saves. @returns the id of an event: what has happened until then is in them */
async function startingPoint(signal: AbortSignal): Promise<string | undefined> {
  const { items } = await ask((shield) => shield.GET('/v2/commits', { params: { query: { limit: 100 } }, signal }));
  hear(...items);
  if (items.length === 0) return undefined;
  return String(Math.max(...items.map(({ changed_at }) => Date.parse(changed_at))));
}

/**
 * Waits so long, give or take a fifth, so that all pages of a restarted shield do not come back at once; no longer than
 * until the shield answers another call.
 */
function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds * (0.8 + 0.4 * Math.random()));
    changeOf(reached, stop).addEventListener('abort', () => resolve(), { once: true });
  });
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

import { signal } from '@preact/signals';
import { commitEvents } from '@image-factory/client';
import { hear } from './saves.js';
import { ask, isUnauthorized } from './shield.js';
import { Silence } from './silence.js';
import { credential, tokenRefused } from './token.js';

/** First and longest wait before a lost link is tried again, in milliseconds. */
const [FIRST_WAIT, LONGEST_WAIT] = [500, 30_000];

/** A link that is silent for so long is dead, in milliseconds: the shield gives a sign of life every 15 s. */
const SILENCE = 40_000;

/** Whether what happens is told here at once. */
export const isLive = signal(false);

/**
 * Follows all saves until it is told to stop or the token is refused. It begins with the newest saves that there are,
 * goes on where it was when the link is lost, and waits longer each time before it tries again.
 */
export async function followSaves(stop: AbortSignal): Promise<void> {
  let lastEventId: string | undefined;
  for (let wait = FIRST_WAIT; !stop.aborted; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    const sent = credential.peek();
    const silence = new Silence(SILENCE);
    const signal = AbortSignal.any([stop, silence.signal]);
    const onAlive = () => {
      silence.broken();
      isLive.value = true;
      wait = FIRST_WAIT;
    };
    try {
      lastEventId ??= await startingPoint();
      for await (const { id, commit } of commitEvents({ address: '', ...sent }, { lastEventId, onAlive, signal })) {
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
async function startingPoint(): Promise<string | undefined> {
  const { items } = await ask((shield) => shield.GET('/v2/commits', { params: { query: { limit: 100 } } }));
  hear(...items);
  if (items.length === 0) return undefined;
  return String(Math.max(...items.map(({ changed_at }) => Date.parse(changed_at))));
}

/** Waits so long, give or take a fifth, so that all pages of a restarted shield do not come back at once. */
function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds * (0.8 + 0.4 * Math.random()));
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
}

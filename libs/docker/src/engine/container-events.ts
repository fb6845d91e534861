import type { ContainerEvent } from './engine-facts.js';
import { jsonLines } from './json-lines.js';

/** Event kinds to read. */
export const ACTIONS: readonly ContainerEvent['action'][] = ['pause', 'unpause', 'commit'];

/** The used part of an event. */
interface EventAnswer {
  readonly Action?: unknown;
  readonly timeNano?: unknown;
  readonly Actor?: { readonly Attributes?: { readonly imageID?: unknown } | null } | null;
}

/** Reads a finite list of events. */
export async function readEvents(stream: AsyncIterable<Uint8Array>): Promise<ContainerEvent[]> {
  const events: ContainerEvent[] = [];
  for await (const line of jsonLines(stream)) {
    const event = eventOf(line);
    if (event) events.push(event);
  }
  return events;
}

function eventOf({ Action: name, timeNano, Actor: actor }: EventAnswer): ContainerEvent | undefined {
  const action = ACTIONS.find((known) => known === name);
  if (action === undefined || typeof timeNano !== 'number') return undefined;
  const image = actor?.Attributes?.imageID;
  return { action, at: timeNano / 1e6, image: typeof image === 'string' ? image : undefined };
}

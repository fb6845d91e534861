import { computed, signal } from '@preact/signals';
import type { Commit } from '@image-factory/client';

/** How many saves are remembered; of more, those that have ended longest ago are forgotten. */
const MOST = 2_000;

/** Every save that this page has heard of, by id, as it is now. */
export const saves = signal<ReadonlyMap<string, Commit>>(new Map());

/** Ids of the saves that were ordered here. */
export const orderedHere = signal<ReadonlySet<string>>(new Set());

/** The last save whose end was heard of while this page looked on. */
export const lastEnded = signal<Commit | undefined>(undefined);

/** Those that have not ended, newest first. */
export const underWay = computed(() => newestFirst([...saves.value.values()].filter((save) => !hasEnded(save))));

/** Those that somebody here may be waiting for: all that have not ended, and of the others what was ordered here. */
export const inView = computed(() =>
  newestFirst([...saves.value.values()].filter((save) => !hasEnded(save) || orderedHere.value.has(save.id))),
);

/** Takes in how saves stand, as an answer or an event told it. */
export function hear(...news: readonly Commit[]): void {
  const known = new Map(saves.peek());
  for (const save of news) {
    const before = known.get(save.id);
    if (before && isOlder(save, before)) continue;
    known.set(save.id, save);
    if (before && !hasEnded(before) && hasEnded(save)) lastEnded.value = save;
  }
  saves.value = known.size > MOST ? new Map(withoutOldest(known)) : known;
}

/** Notes that a save was ordered here. */
export function noteOrder(save: Commit): void {
  orderedHere.value = new Set([...orderedHere.peek(), save.id]);
  hear(save);
}

/** Does not show the end of a save any more that was ordered here. */
export function dismiss({ id }: Commit): void {
  orderedHere.value = new Set([...orderedHere.peek()].filter((other) => other !== id));
}

/** Forgets everything: whoever looks on now may not be the one before. */
export function forgetSaves(): void {
  saves.value = new Map();
  orderedHere.value = new Set();
}

/** Whether nothing happens to a save any more. */
export function hasEnded(save: Commit): boolean {
  return save.ended_at !== undefined;
}

/** Ids are UUIDv7: their order is that of acceptance. */
export function newestFirst(list: readonly Commit[]): Commit[] {
  return [...list].sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** An answer may be overtaken by an event. */
function isOlder(save: Commit, known: Commit): boolean {
  return save.changed_at < known.changed_at || (hasEnded(known) && !hasEnded(save));
}

function withoutOldest(known: ReadonlyMap<string, Commit>): [string, Commit][] {
  const ended = newestFirst([...known.values()].filter(hasEnded));
  const forgotten = new Set(ended.slice(MOST / 2).map(({ id }) => id));
  return [...known].filter(([id]) => !forgotten.has(id));
}

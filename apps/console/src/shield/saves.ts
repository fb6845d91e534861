import { computed, signal } from '@preact/signals';
import type { Commit } from '@image-factory/client';

/** Capacity of the store, in commits; beyond it, the commits that ended first are evicted. */
const MAX_COMMITS = 2_000;

/** All commits known to this page, by id, in their current state. */
export const saves = signal<ReadonlyMap<string, Commit>>(new Map());

/** Ids of the commits that were started in this page. */
export const startedHere = signal<ReadonlySet<string>>(new Set());

/** The last commit that ended while this page was open. */
export const lastEnded = signal<Commit | undefined>(undefined);

/** Running commits, newest first. */
export const underWay = computed(() => newestFirst([...saves.value.values()].filter((save) => !hasEnded(save))));

/** Commits that a user of this page may be waiting for: all running ones, and the ended ones that were started here. */
export const inView = computed(() =>
  newestFirst([...saves.value.values()].filter((save) => !hasEnded(save) || startedHere.value.has(save.id))),
);

/** Merges commits from an answer or an event into the store. */
export function mergeCommits(...commits: readonly Commit[]): void {
  const known = new Map(saves.peek());
  for (const save of commits) {
    const before = known.get(save.id);
    if (before && isOlder(save, before)) continue;
    known.set(save.id, save);
    if (before && !hasEnded(before) && hasEnded(save)) lastEnded.value = save;
  }
  saves.value = known.size > MAX_COMMITS ? new Map(withoutOldest(known)) : known;
}

/** Records that a commit was started in this page. */
export function rememberStarted(save: Commit): void {
  startedHere.value = new Set([...startedHere.peek(), save.id]);
  mergeCommits(save);
}

/** Dismisses the result of a commit that was started here. */
export function dismiss({ id }: Commit): void {
  startedHere.value = new Set([...startedHere.peek()].filter((other) => other !== id));
}

/** Clears the store: the next user of the page may be a different person. */
export function forgetSaves(): void {
  saves.value = new Map();
  startedHere.value = new Set();
}

/** Whether a commit has reached a final state. */
export function hasEnded(save: Commit): boolean {
  return save.ended_at !== undefined;
}

/** Ids are UUIDv7, so they sort by acceptance. */
export function newestFirst(list: readonly Commit[]): Commit[] {
  return [...list].sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** An event may overtake an answer. */
function isOlder(save: Commit, known: Commit): boolean {
  return save.changed_at < known.changed_at || (hasEnded(known) && !hasEnded(save));
}

function withoutOldest(known: ReadonlyMap<string, Commit>): [string, Commit][] {
  const ended = newestFirst([...known.values()].filter(hasEnded));
  const forgotten = new Set(ended.slice(MAX_COMMITS / 2).map(({ id }) => id));
  return [...known].filter(([id]) => !forgotten.has(id));
}

import { computed, signal } from '@preact/signals';
import type { Commit } from '@image-factory/client';

/** Capacity of the store, in commits; beyond it, the commits that ended first are evicted. */
const MAX_COMMITS = 2_000;

/** All commits known to this page, by id, in their current state. */
export const commits = signal<ReadonlyMap<string, Commit>>(new Map());

/** Ids of the commits that were started in this page. */
export const startedHere = signal<ReadonlySet<string>>(new Set());

/** The last commit that ended while this page was open. */
export const lastEnded = signal<Commit | undefined>(undefined);

/** Running commits, newest first. */
export const underWay = computed(() => newestFirst([...commits.value.values()].filter((commit) => !hasEnded(commit))));

/** Commits that a user of this page may be waiting for: all running ones, and the ended ones that were started here. */
export const inView = computed(() =>
  newestFirst([...commits.value.values()].filter((commit) => !hasEnded(commit) || startedHere.value.has(commit.id))),
);

/** Merges commits from an answer or an event into the store. */
export function mergeCommits(...changed: readonly Commit[]): void {
  const known = new Map(commits.peek());
  for (const commit of changed) {
    const before = known.get(commit.id);
    if (before && isOlder(commit, before)) continue;
    known.set(commit.id, commit);
    if (before && !hasEnded(before) && hasEnded(commit)) lastEnded.value = commit;
  }
  commits.value = known.size > MAX_COMMITS ? new Map(withoutOldest(known)) : known;
}

/** Records that a commit was started in this page. */
export function rememberStarted(commit: Commit): void {
  startedHere.value = new Set([...startedHere.peek(), commit.id]);
  mergeCommits(commit);
}

/** Dismisses the result of a commit that was started here. */
export function dismiss({ id }: Commit): void {
  startedHere.value = new Set([...startedHere.peek()].filter((other) => other !== id));
}

/** Clears the store: the next user of the page may be a different person. */
export function forgetCommits(): void {
  commits.value = new Map();
  startedHere.value = new Set();
}

/** Whether a commit has reached a final state. */
export function hasEnded(commit: Commit): boolean {
  return commit.ended_at !== undefined;
}

/** Ids are UUIDv7, so they sort by acceptance. */
export function newestFirst(list: readonly Commit[]): Commit[] {
  return [...list].sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** An event may overtake an answer. */
function isOlder(commit: Commit, known: Commit): boolean {
  return commit.changed_at < known.changed_at || (hasEnded(known) && !hasEnded(commit));
}

function withoutOldest(known: ReadonlyMap<string, Commit>): [string, Commit][] {
  const ended = newestFirst([...known.values()].filter(hasEnded));
  const forgotten = new Set(ended.slice(MAX_COMMITS / 2).map(({ id }) => id));
  return [...known].filter(([id]) => !forgotten.has(id));
}

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Commit } from '@image-factory/client';
import { addressOf, type CommitFilter } from '../route/route.js';
import { isLive } from '../shield/link.js';
import { mergeCommits, newestFirst, commits } from '../shield/commits.js';
import { ask, type Fault, faultOf } from '../shield/shield.js';
import { useAnswer } from '../shield/use-answer.js';
import { STATE_GROUPS } from './commit-state.js';

/** Page size of the list, in commits. */
const [FIRST_PAGE_SIZE, LATER_PAGE_SIZE] = [50, 250];

/** The loaded commits that match a filter. */
interface CommitList {
  /** Newest first; undefined until the shield has answered. */
  readonly list?: readonly Commit[];
  readonly fault?: Fault;
  readonly again: () => void;
  /** Loads an older page, if there is one. */
  readonly more?: () => Promise<void>;
}

/** A page of the list, as the shield returned it. */
interface Page {
  readonly items: readonly Commit[];
  /** Cursor of the next page; absent on the last page. */
  readonly cursor?: string;
}

/** Pages that were loaded after the first. */
interface Older extends Page {
  readonly after?: Page;
  readonly fault?: Fault;
}

/** Commits that match a filter: the first page, more on demand, and new commits as they begin. */
export function useCommitList(filter: CommitFilter): CommitList {
  const key = addressOf({ page: 'commits', filter });
  const { value: first, fault, again } = useAnswer(() => pageOf(filter, FIRST_PAGE_SIZE), key);
  const [latest, setOlder] = useState<Older>({ items: [] });
  const listed = useRef<{ after?: Page; rows: Map<string, Commit> }>({ rows: new Map() });
  const live = isLive.value;
  useEffect(() => setOlder((before) => ({ ...before, fault: undefined })), [live]);
  if (!first) return { fault, again };

  const none: Older = { after: first, items: [], cursor: first.cursor };
  const older = latest.after === first ? latest : none;
  // Keep listed commits, even beyond the limit of the store.
  if (listed.current.after !== first) listed.current = { after: first, rows: new Map() };
  const { rows } = listed.current;
  for (const commit of [...first.items, ...older.items]) rows.set(commit.id, rows.get(commit.id) ?? commit);
  const newest = first.items[0]?.id ?? '';
  for (const commit of commits.value.values()) {
    if (rows.has(commit.id) || (commit.id > newest && matches(commit, filter))) rows.set(commit.id, commit);
  }
  const more = async () => {
    try {
      const { items, cursor } = await pageOf(filter, LATER_PAGE_SIZE, older.cursor);
      setOlder({ after: first, items: [...older.items, ...items], cursor });
    } catch (error) {
      setOlder({ ...older, fault: faultOf(error) });
    }
  };
  return {
    list: newestFirst([...rows.values()]),
    fault: fault ?? older.fault,
    again,
    more: older.cursor === undefined ? undefined : more,
  };
}

async function pageOf(filter: CommitFilter, limit: number, from?: string): Promise<Page> {
  const params = { query: { ...queryOf(filter, from), limit } };
  const { items, next_cursor: cursor } = await ask((shield) => shield.GET('/v2/commits', { params }));
  mergeCommits(...items);
  return { items, cursor };
}

/** Converts a filter to a query for the shield. */
export function queryOf({ states, ip, container, image, author }: CommitFilter, cursor?: string) {
  const status = states.flatMap((state) => STATE_GROUPS[state].states);
  return {
    ...(status.length > 0 && { status }),
    ...(ip && { ip }),
    ...(container && { container }),
    ...(image && { image }),
    ...(author && { author }),
    ...(cursor && { cursor }),
  };
}

/** Whether a commit matches a filter, as the shield evaluates it. */
export function matches(commit: Commit, { states, ip, container, image, author }: CommitFilter): boolean {
  return (
    (states.length === 0 || states.some((state) => STATE_GROUPS[state].states.includes(commit.state))) &&
    (!ip || commit.ip === ip) &&
    (!container || commit.container === container) &&
    (!author || commit.author === author) &&
    commit.image.startsWith(image)
  );
}

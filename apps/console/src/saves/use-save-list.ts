import { useEffect, useRef, useState } from 'preact/hooks';
import type { Commit } from '@image-factory/client';
import { addressOf, type SaveFilter } from '../route/route.js';
import { type Fault, faultOf } from '../shield/fault.js';
import { isLive } from '../shield/link.js';
import { hear, newestFirst, saves } from '../shield/saves.js';
import { ask } from '../shield/shield.js';
import { useAnswer } from '../shield/use-answer.js';
import { matches, queryOf } from './save-filter.js';

/** How many saves the list begins with, and how many it shows more of on demand. */
const [FIRST_PAGE_SIZE, LATER_PAGE_SIZE] = [50, 250];

/** The saves that match a filter, as far as they were asked for. */
export interface SaveList {
  /** Newest first; undefined until the shield has answered. */
  readonly list?: readonly Commit[];
  readonly fault?: Fault;
  readonly again: () => void;
  /** Brings in older ones, where there are any. */
  readonly more?: () => Promise<void>;
}

/** A page of the list, as the shield answered it. */
interface Page {
  readonly items: readonly Commit[];
  /** Where the next page begins; absent on the last one. */
  readonly cursor?: string;
}

/** What was asked for after the first page. */
interface Older extends Page {
  readonly after?: Page;
  readonly fault?: Fault;
}

/** The saves that match a filter: a page of them, more on demand, and those that begin while they are looked at. */
export function useSaveList(filter: SaveFilter): SaveList {
  const key = addressOf({ page: 'saves', filter });
  const { value: first, fault, again } = useAnswer(() => pageOf(filter, FIRST_PAGE_SIZE), key);
  const [latest, setOlder] = useState<Older>({ items: [] });
  const listed = useRef<{ after?: Page; rows: Map<string, Commit> }>({ rows: new Map() });
  const live = isLive.value;
  useEffect(() => setOlder((before) => ({ ...before, fault: undefined })), [live]);
  if (!first) return { fault, again };

  const none: Older = { after: first, items: [], cursor: first.cursor };
  const older = latest.after === first ? latest : none;
  // What is listed stays listed, also where it is more than what the page remembers of all saves.
  if (listed.current.after !== first) listed.current = { after: first, rows: new Map() };
  const { rows } = listed.current;
  for (const save of [...first.items, ...older.items]) rows.set(save.id, rows.get(save.id) ?? save);
  const newest = first.items[0]?.id ?? '';
  for (const save of saves.value.values()) {
    if (rows.has(save.id) || (save.id > newest && matches(save, filter))) rows.set(save.id, save);
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

async function pageOf(filter: SaveFilter, limit: number, from?: string): Promise<Page> {
  const params = { query: { ...queryOf(filter, from), limit } };
  const { items, next_cursor: cursor } = await ask((shield) => shield.GET('/v2/commits', { params }));
  hear(...items);
  return { items, cursor };
}

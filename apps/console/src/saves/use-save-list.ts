import { useEffect, useState } from 'preact/hooks';
import type { Commit } from '@image-factory/client';
import { addressOf, type SaveFilter } from '../route/route.js';
import { type Fault, faultOf } from '../shield/fault.js';
import { hear, newestFirst, saves } from '../shield/saves.js';
import { ask } from '../shield/shield.js';
import { useAnswer } from '../shield/use-answer.js';
import { matches, queryOf } from './save-filter.js';

/** The saves that match a filter, as far as they were asked for. */
export interface SaveList {
  /** Newest first; undefined until the shield has answered. */
  readonly list?: readonly Commit[];
  readonly fault?: Fault;
  readonly again: () => void;
  /** Brings in older ones, where there are any. */
  readonly more?: () => Promise<void>;
}

/** What was asked for after the first page, and where to go on. */
interface Older {
  readonly of?: string;
  readonly ids: readonly string[];
  readonly cursor?: string;
  readonly fault?: Fault;
}

/** The saves that match a filter: a page of them, more on demand, and those that begin while they are looked at. */
export function useSaveList(filter: SaveFilter): SaveList {
  const key = addressOf({ page: 'saves', filter });
  const { value: first, fault, again } = useAnswer(() => pageOf(filter), key);
  const [older, setOlder] = useState<Older>({ ids: [] });
  useEffect(() => setOlder({ of: key, ids: [] }), [first]);
  if (!first) return { fault, again };

  const isOfThis = older.of === key;
  const cursor = isOfThis && older.ids.length > 0 ? older.cursor : first.cursor;
  const known = new Set([...first.ids, ...(isOfThis ? older.ids : [])]);
  const newest = first.ids[0] ?? '';
  const isShown = (save: Commit) => known.has(save.id) || (save.id > newest && matches(save, filter));
  const more = async () => {
    try {
      const page = await pageOf(filter, cursor);
      setOlder(({ ids }) => ({ of: key, ids: [...ids, ...page.ids], cursor: page.cursor }));
    } catch (error) {
      setOlder((before) => ({ ...before, fault: faultOf(error) }));
    }
  };
  return {
    list: newestFirst([...saves.value.values()].filter(isShown)),
    fault: fault ?? (isOfThis ? older.fault : undefined),
    again,
    more: cursor === undefined ? undefined : more,
  };
}

async function pageOf(filter: SaveFilter, from?: string) {
  const params = { query: queryOf(filter, from) };
  const { items, next_cursor: cursor } = await ask((shield) => shield.GET('/v2/commits', { params }));
  hear(...items);
  return { ids: items.map(({ id }) => id), cursor };
}

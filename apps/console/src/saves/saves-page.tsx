import './saves-page.css';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Commit } from '@image-factory/client';
import { EmptyNote, Skeleton } from '../elements/placeholder.js';
import { FaultNote } from '../elements/fault-note.js';
import { addressOf, isNarrow, NO_FILTER, type SaveFilter } from '../route/route.js';
import { SaveFilterForm } from './save-filter-form.js';
import { SaveRow } from './save-row.js';
import { useSaveList } from './use-save-list.js';

/** All commits in the shield's records, newest first. */
export function SavesPage({ filter }: { readonly filter: SaveFilter }) {
  const { list, fault, again, more } = useSaveList(filter);
  return (
    <>
      <h1>Saves</h1>
      <p class="lead">Recent saves, and those under way.</p>
      <SaveFilterForm filter={filter} />
      {fault && <FaultNote fault={fault} onAgain={again} />}
      {!list && !fault && <Skeleton rows={5} />}
      {list?.length === 0 && <NoSaves filter={filter} />}
      {list && list.length > 0 && (
        <ul class="save-list" aria-label="Saves">
          {list.map((save) => (
            <Row key={save.id} save={save} />
          ))}
        </ul>
      )}
      {more && <MoreButton load={more} />}
    </>
  );
}

/** Memoized: an event changes one of thousands of rows. */
function Row({ save }: { readonly save: Commit }) {
  return useMemo(() => <SaveRow save={save} />, [save]);
}

function MoreButton({ load }: { readonly load: () => Promise<void> }) {
  const [isLoading, setLoading] = useState(false);
  useEffect(() => {
    if (isLoading) void load().finally(() => setLoading(false));
  }, [isLoading]);
  return (
    <p class="more">
      <button type="button" class="button" aria-disabled={isLoading} onClick={() => setLoading(true)}>
        Show older ones
      </button>
    </p>
  );
}

function NoSaves({ filter }: { readonly filter: SaveFilter }) {
  if (isNarrow(filter)) {
    return (
      <EmptyNote title="No save matches this filter">
        <p>
          <a href={addressOf({ page: 'saves', filter: NO_FILTER })}>Show all saves</a>
        </p>
      </EmptyNote>
    );
  }
  return (
    <EmptyNote title="No saves yet">
      <p>
        <a href={addressOf({ page: 'nodes' })}>Choose a container</a> and save it: it will be listed here for as long as
        the shield keeps its record.
      </p>
    </EmptyNote>
  );
}

import './commits-page.css';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Commit } from '@image-factory/client';
import { EmptyNote, Skeleton } from '../elements/placeholder.js';
import { FaultNote } from '../elements/fault-note.js';
import { addressOf, isNarrow, NO_FILTER, type CommitFilter } from '../route/route.js';
import { CommitFilterForm } from './commit-filter-form.js';
import { CommitRow } from './commit-row.js';
import { useCommitList } from './use-commit-list.js';

/** All commits in the shield's records, newest first. */
export function CommitsPage({ filter }: { readonly filter: CommitFilter }) {
  const { list, fault, again, more } = useCommitList(filter);
  return (
    <>
      <h1>Commits</h1>
      <p class="lead">Recent commits, and those under way.</p>
      <CommitFilterForm filter={filter} />
      {fault && <FaultNote fault={fault} onAgain={again} />}
      {!list && !fault && <Skeleton rows={5} />}
      {list?.length === 0 && <NoCommits filter={filter} />}
      {list && list.length > 0 && (
        <ul class="commit-list" aria-label="Commits">
          {list.map((commit) => (
            <Row key={commit.id} commit={commit} />
          ))}
        </ul>
      )}
      {more && <MoreButton load={more} />}
    </>
  );
}

/** Memoized: an event changes one of thousands of rows. */
function Row({ commit }: { readonly commit: Commit }) {
  return useMemo(() => <CommitRow commit={commit} />, [commit]);
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

function NoCommits({ filter }: { readonly filter: CommitFilter }) {
  if (isNarrow(filter)) {
    return (
      <EmptyNote title="No commit matches this filter">
        <p>
          <a href={addressOf({ page: 'commits', filter: NO_FILTER })}>Show all commits</a>
        </p>
      </EmptyNote>
    );
  }
  return (
    <EmptyNote title="No commits yet">
      <p>
        <a href={addressOf({ page: 'nodes' })}>Choose a container</a> and save it: it will be listed here for as long as
        the shield keeps its record.
      </p>
    </EmptyNote>
  );
}

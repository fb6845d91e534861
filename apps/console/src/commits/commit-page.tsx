import './commit-page.css';
import { EmptyNote, Skeleton } from '../elements/placeholder.js';
import { FaultNote } from '../elements/fault-note.js';
import { Icon } from '../elements/icon.js';
import { addressOf, NO_FILTER } from '../route/route.js';
import { hasEnded, mergeCommits, commits } from '../shield/commits.js';
import { ask } from '../shield/shield.js';
import { useAnswer } from '../shield/use-answer.js';
import { CancelButton } from './cancel-button.js';
import { Progress, StateBadge } from './progress.js';
import { CommitFacts } from './commit-facts.js';

/** Polling interval for a queued commit: events do not report its queue position. */
const REFRESH_INTERVAL_MS = 5_000;

/** Page of one commit with all its details. */
export function CommitPage({ id }: { readonly id: string }) {
  const commit = commits.value.get(id);
  const isWaiting = commit?.state === 'queued';
  const { fault, again } = useAnswer(() => askFor(id), id, isWaiting ? REFRESH_INTERVAL_MS : undefined);
  return (
    <article class="commit-page">
      <p>
        <a class="back" href={addressOf({ page: 'commits', filter: NO_FILTER })}>
          <Icon name="back" /> All commits
        </a>
      </p>
      {commit ? (
        <>
          <header>
            <h1>{commit.container}</h1>
            <StateBadge commit={commit} />
            {!hasEnded(commit) && <CancelButton commit={commit} />}
          </header>
          <p class="lead mono">{commit.image}</p>
          {!hasEnded(commit) && <Progress commit={commit} />}
          {commit.error && <FaultNote fault={commit.error} />}
          <CommitFacts commit={commit} />
        </>
      ) : (
        <Missing isKnown={fault?.code !== 'commit_not_found'} />
      )}
      {fault && fault.code !== 'commit_not_found' && <FaultNote fault={fault} onAgain={again} />}
      {!commit && !fault && <Skeleton />}
    </article>
  );
}

async function askFor(id: string): Promise<void> {
  mergeCommits(await ask((shield) => shield.GET('/v2/commits/{id}', { params: { path: { id } } })));
}

function Missing({ isKnown }: { readonly isKnown: boolean }) {
  if (isKnown) return <h1>A commit</h1>;
  return (
    <>
      <h1>No such commit</h1>
      <EmptyNote title="The shield has no record of this commit">
        <p>The shield deletes records max_commit_exist_time seconds after the end of the commit.</p>
      </EmptyNote>
    </>
  );
}

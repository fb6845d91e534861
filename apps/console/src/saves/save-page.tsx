import './save-page.css';
import { EmptyNote, Skeleton } from '../elements/placeholder.js';
import { FaultNote } from '../elements/fault-note.js';
import { Icon } from '../elements/icon.js';
import { addressOf, NO_FILTER } from '../route/route.js';
import { hasEnded, mergeCommits, saves } from '../shield/saves.js';
import { ask } from '../shield/shield.js';
import { useAnswer } from '../shield/use-answer.js';
import { CancelButton } from './cancel-button.js';
import { Progress, StateBadge } from './progress.js';
import { SaveFacts } from './save-facts.js';

/** Polling interval for a queued commit: events do not report its queue position. */
const REFRESH_INTERVAL_MS = 5_000;

/** Page of one commit with all its details. */
export function SavePage({ id }: { readonly id: string }) {
  const save = saves.value.get(id);
  const isWaiting = save?.state === 'queued';
  const { fault, again } = useAnswer(() => askFor(id), id, isWaiting ? REFRESH_INTERVAL_MS : undefined);
  return (
    <article class="save-page">
      <p>
        <a class="back" href={addressOf({ page: 'saves', filter: NO_FILTER })}>
          <Icon name="back" /> All saves
        </a>
      </p>
      {save ? (
        <>
          <header>
            <h1>{save.container}</h1>
            <StateBadge save={save} />
            {!hasEnded(save) && <CancelButton save={save} />}
          </header>
          <p class="lead mono">{save.image}</p>
          {!hasEnded(save) && <Progress save={save} />}
          {save.error && <FaultNote fault={save.error} />}
          <SaveFacts save={save} />
        </>
      ) : (
        <Missing isKnown={fault?.code !== 'commit_not_found'} />
      )}
      {fault && fault.code !== 'commit_not_found' && <FaultNote fault={fault} onAgain={again} />}
      {!save && !fault && <Skeleton />}
    </article>
  );
}

async function askFor(id: string): Promise<void> {
  mergeCommits(await ask((shield) => shield.GET('/v2/commits/{id}', { params: { path: { id } } })));
}

function Missing({ isKnown }: { readonly isKnown: boolean }) {
  if (isKnown) return <h1>A save</h1>;
  return (
    <>
      <h1>No such save</h1>
      <EmptyNote title="The shield has no record of this save">
        <p>The shield deletes records max_commit_exist_time seconds after the end of the commit.</p>
      </EmptyNote>
    </>
  );
}

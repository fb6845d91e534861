import { useState } from 'preact/hooks';
import type { Commit } from '@image-factory/client';
import { closeDialogAround, Dialog } from '../elements/dialog.js';
import { FaultNote } from '../elements/fault-note.js';
import { lastAuthor } from '../save-dialog/author.js';
import { mergeCommits } from '../shield/commits.js';
import { ask, type Fault, faultOf } from '../shield/shield.js';
import { isBeingCancelled } from './commit-state.js';

/** Cancels a commit after a confirmation. */
export function CancelButton({ commit }: { readonly commit: Commit }) {
  const [isAsking, setAsking] = useState(false);
  const isUseless = isBeingCancelled(commit);
  return (
    <>
      <button type="button" class="button small" aria-disabled={isUseless} onClick={() => isUseless || setAsking(true)}>
        Cancel<span class="out-of-sight"> saving {commit.container}</span>
      </button>
      {isAsking && <CancelDialog commit={commit} onClose={() => setAsking(false)} />}
    </>
  );
}

interface CancelDialogProps {
  readonly commit: Commit;
  readonly onClose: () => void;
}

/** Asks for confirmation, then cancels the commit. */
function CancelDialog({ commit, onClose }: CancelDialogProps) {
  const [fault, setFault] = useState<Fault>();
  const confirm = (button: Element) =>
    cancel(commit)
      .then(() => closeDialogAround(button))
      .catch((error: unknown) => setFault(faultOf(error)));
  return (
    <Dialog labelledBy="cancel-title" onClose={onClose}>
      <div>
        <h2 id="cancel-title">Stop saving {commit.container}?</h2>
        <p>The container keeps running. No image is published.</p>
        {fault && <FaultNote fault={fault} isAlert />}
        <div class="dialog-buttons">
          <button type="button" class="button" autofocus onClick={(event) => closeDialogAround(event.currentTarget)}>
            Keep saving
          </button>
          <button type="button" class="button danger" onClick={(event) => void confirm(event.currentTarget)}>
            Cancel this commit
          </button>
        </div>
      </div>
    </Dialog>
  );
}

async function cancel({ id }: Commit): Promise<void> {
  const body = { by: lastAuthor() || 'the console' };
  mergeCommits(await ask((shield) => shield.POST('/v2/commits/{id}/cancel', { params: { path: { id } }, body })));
}

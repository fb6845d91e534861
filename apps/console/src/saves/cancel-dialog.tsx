import { useState } from 'preact/hooks';
import type { Commit } from '@image-factory/client';
import { closeDialogAround, Dialog } from '../elements/dialog.js';
import { FaultNote } from '../elements/fault-note.js';
import { lastAuthor } from '../save/author.js';
import { type Fault, faultOf } from '../shield/fault.js';
import { hear } from '../shield/saves.js';
import { ask } from '../shield/shield.js';

interface CancelDialogProps {
  readonly save: Commit;
  readonly onClose: () => void;
}

/** Asks for confirmation, then cancels the commit. */
export function CancelDialog({ save, onClose }: CancelDialogProps) {
  const [fault, setFault] = useState<Fault>();
  const confirm = (button: Element) =>
    cancel(save)
      .then(() => closeDialogAround(button))
      .catch((error: unknown) => setFault(faultOf(error)));
  return (
    <Dialog labelledBy="cancel-title" onClose={onClose}>
      <div>
        <h2 id="cancel-title">Stop saving {save.container}?</h2>
        <p>The container keeps running. No image is published.</p>
        {fault && <FaultNote fault={fault} isNews />}
        <div class="dialog-buttons">
          <button type="button" class="button" autofocus onClick={(event) => closeDialogAround(event.currentTarget)}>
            Keep saving
          </button>
          <button type="button" class="button danger" onClick={(event) => void confirm(event.currentTarget)}>
            Cancel this save
          </button>
        </div>
      </div>
    </Dialog>
  );
}

async function cancel({ id }: Commit): Promise<void> {
  const body = { by: lastAuthor() || 'the console' };
  hear(await ask((shield) => shield.POST('/v2/commits/{id}/cancel', { params: { path: { id } }, body })));
}

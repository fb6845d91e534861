import { useState } from 'preact/hooks';
import type { Commit } from '@image-factory/client';
import { CancelDialog } from './cancel-dialog.js';
import { isBeingCancelled } from './save-state.js';

/** Cancels a commit after a confirmation. */
export function CancelButton({ save }: { readonly save: Commit }) {
  const [isAsking, setAsking] = useState(false);
  const isUseless = isBeingCancelled(save);
  return (
    <>
      <button type="button" class="button small" aria-disabled={isUseless} onClick={() => isUseless || setAsking(true)}>
        Cancel<span class="out-of-sight"> saving {save.container}</span>
      </button>
      {isAsking && <CancelDialog save={save} onClose={() => setAsking(false)} />}
    </>
  );
}

import './container-save.css';
import type { Commit } from '@image-factory/client';
import { FaultNote } from '../elements/fault-note.js';
import { Icon } from '../elements/icon.js';
import { addressOf } from '../route/route.js';
import { CancelButton } from '../saves/cancel-button.js';
import { Digest } from '../saves/digest.js';
import { Progress } from '../saves/progress.js';
import { StateBadge } from '../saves/state-badge.js';
import { dismiss, hasEnded } from '../shield/saves.js';

/** Progress or result of a container's commit. */
export function ContainerSave({ save }: { readonly save: Commit }) {
  if (!hasEnded(save)) {
    return (
      <div class="container-save running">
        <Progress save={save} />
        <CancelButton save={save} />
      </div>
    );
  }
  const { id, container, image, digest, error } = save;
  return (
    <div class="container-save">
      {error && <FaultNote fault={error} />}
      <p>
        <StateBadge save={save} />
        <span class="mono">{image}</span>
      </p>
      <p>
        {digest && <Digest digest={digest} isShort />}
        <a href={addressOf({ page: 'save', id })}>
          Details<span class="out-of-sight"> of saving {container}</span>
        </a>
        <button type="button" class="button quiet small" onClick={() => dismiss(save)}>
          <Icon name="close" />
          Dismiss
        </button>
      </p>
    </div>
  );
}

import './save-row.css';
import type { Commit } from '@image-factory/client';
import { Moment } from '../elements/moment.js';
import { addressOf } from '../route/route.js';
import { hasEnded } from '../shield/saves.js';
import { CancelButton } from './cancel-button.js';
import { Digest } from './digest.js';
import { Progress, StateBadge } from './progress.js';

/** A commit in a list. */
export function SaveRow({ save }: { readonly save: Commit }) {
  const { id, container, image, ip, author, note, digest, error, accepted_at } = save;
  return (
    <li class="save-row">
      <div class="save-head">
        <h2>
          <a href={addressOf({ page: 'save', id })}>{container}</a>
        </h2>
        <StateBadge save={save} />
        <span class="save-time">
          <Moment at={accepted_at} />
        </span>
      </div>
      <span class="mono">{image}</span>
      <p class="soft small">{[ip, author, note].filter(Boolean).join(' · ')}</p>
      {!hasEnded(save) && <Progress save={save} />}
      {error && <p class="save-error">{error.title}</p>}
      <div class="save-foot">
        {digest && <Digest digest={digest} isShort />}
        {!hasEnded(save) && <CancelButton save={save} />}
      </div>
    </li>
  );
}

import './commit-row.css';
import type { Commit } from '@image-factory/client';
import { Moment } from '../elements/moment.js';
import { addressOf } from '../route/route.js';
import { hasEnded } from '../shield/commits.js';
import { CancelButton } from './cancel-button.js';
import { Digest } from './digest.js';
import { Progress, StateBadge } from './progress.js';

/** A commit in a list. */
export function CommitRow({ commit }: { readonly commit: Commit }) {
  const { id, container, image, ip, author, note, digest, error, accepted_at } = commit;
  return (
    <li class="commit-row">
      <div class="commit-head">
        <h2>
          <a href={addressOf({ page: 'commit', id })}>{container}</a>
        </h2>
        <StateBadge commit={commit} />
        <span class="commit-time">
          <Moment at={accepted_at} />
        </span>
      </div>
      <span class="mono">{image}</span>
      <p class="soft small">{[ip, author, note].filter(Boolean).join(' · ')}</p>
      {!hasEnded(commit) && <Progress commit={commit} />}
      {error && <p class="commit-error">{error.title}</p>}
      <div class="commit-foot">
        {digest && <Digest digest={digest} isShort />}
        {!hasEnded(commit) && <CancelButton commit={commit} />}
      </div>
    </li>
  );
}

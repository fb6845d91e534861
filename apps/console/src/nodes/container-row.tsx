import './container-row.css';
import type { Commit, Container } from '@image-factory/client';
import { FaultNote } from '../elements/fault-note.js';
import { Icon } from '../elements/icon.js';
import { goTo } from '../route/place.js';
import { addressOf } from '../route/route.js';
import { CancelButton } from '../commits/cancel-button.js';
import { Digest } from '../commits/digest.js';
import { Progress, StateBadge } from '../commits/progress.js';
import { isOfContainer, type ClusterNode } from '../shield/cluster-node.js';
import { dismiss, hasEnded, inView } from '../shield/commits.js';

interface ContainerRowProps {
  readonly node: ClusterNode;
  readonly container: Container;
  readonly onSave: () => void;
}

/** A container with its action: save it, or show the progress of its commit. */
export function ContainerRow({ node, container, onSave }: ContainerRowProps) {
  const { name, image, state, status } = container;
  const commit = inView.value.find((candidate) => isOfContainer(candidate, node, container));
  const running = commit && !hasEnded(commit) ? commit : undefined;
  // A single button element for all actions keeps the focus when the commit begins.
  const press = running ? () => goTo({ page: 'commit', id: running.id }) : onSave;
  return (
    <li class="container-row">
      <div>
        <div class="container-name">
          <h3>{name}</h3>
          <span class={`dot ${state === 'running' ? 'good' : ''}`}>{status}</span>
        </div>
        <span class="mono">{image}</span>
      </div>
      <button type="button" class="button" onClick={press}>
        {running ? 'Follow' : 'Save'}
        <span class="out-of-sight"> {name}</span>
      </button>
      {commit && <ContainerCommit commit={commit} />}
    </li>
  );
}

/** Progress or result of a container's commit. */
function ContainerCommit({ commit }: { readonly commit: Commit }) {
  if (!hasEnded(commit)) {
    return (
      <div class="container-commit running">
        <Progress commit={commit} />
        <CancelButton commit={commit} />
      </div>
    );
  }
  const { id, container, image, digest, error } = commit;
  return (
    <div class="container-commit">
      {error && <FaultNote fault={error} />}
      <p>
        <StateBadge commit={commit} />
        <span class="mono">{image}</span>
      </p>
      <p>
        {digest && <Digest digest={digest} isShort />}
        <a href={addressOf({ page: 'commit', id })}>
          Details<span class="out-of-sight"> of saving {container}</span>
        </a>
        <button type="button" class="button quiet small" onClick={() => dismiss(commit)}>
          <Icon name="close" />
          Dismiss
        </button>
      </p>
    </div>
  );
}

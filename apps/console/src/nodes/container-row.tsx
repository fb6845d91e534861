import type { Container } from '@image-factory/client';
import { goTo } from '../route/place.js';
import { isOfContainer, type Node } from '../shield/node.js';
import { hasEnded, inView } from '../shield/saves.js';
import { ContainerSave } from './container-save.js';

interface ContainerRowProps {
  readonly node: Node;
  readonly container: Container;
  readonly onSave: () => void;
}

/** A container with its action: save it, or show the progress of its commit. */
export function ContainerRow({ node, container, onSave }: ContainerRowProps) {
  const { name, image, state, status } = container;
  const save = inView.value.find((candidate) => isOfContainer(candidate, node, container));
  const running = save && !hasEnded(save) ? save : undefined;
  // A single button element for all actions keeps the focus when the commit begins.
  const press = running ? () => goTo({ page: 'save', id: running.id }) : onSave;
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
      {save && <ContainerSave save={save} />}
    </li>
  );
}

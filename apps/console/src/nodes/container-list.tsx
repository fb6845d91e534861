import './container-list.css';
import { useState } from 'preact/hooks';
import type { Container } from '@image-factory/client';
import { EmptyNote, Skeleton } from '../elements/placeholder.js';
import { FaultNote } from '../elements/fault-note.js';
import { SaveDialog } from '../save/save-dialog.js';
import type { Node } from '../shield/node.js';
import { ask } from '../shield/shield.js';
import { useAnswer } from '../shield/use-answer.js';
import { ContainerRow } from './container-row.js';

/** Refresh interval of the containers, in milliseconds. */
const EVERY = 10_000;

/** Running containers of a node. */
export function ContainerList({ node }: { readonly node: Node }) {
  const [ip] = node.addresses;
  const { value, fault, again } = useAnswer(() => containersOf(ip), ip, EVERY);
  const [toSave, setToSave] = useState<Container>();
  return (
    <section aria-labelledby="containers">
      <h2 id="containers">
        Containers of <span class="mono">{ip}</span>
      </h2>
      {fault && <FaultNote fault={fault} onAgain={again} />}
      {!value && !fault && <Skeleton />}
      {value?.length === 0 && (
        <EmptyNote title="No container on this node">
          <p>As soon as one is started here, it can be saved.</p>
        </EmptyNote>
      )}
      {value && value.length > 0 && (
        <ul class="container-list">
          {value.map((container) => (
            <ContainerRow key={container.id} {...{ node, container }} onSave={() => setToSave(container)} />
          ))}
        </ul>
      )}
      {toSave && <SaveDialog {...{ node, container: toSave }} onClose={() => setToSave(undefined)} />}
    </section>
  );
}

async function containersOf(ip: string): Promise<Container[]> {
  const params = { path: { ip } };
  return (await ask((shield) => shield.GET('/v2/agents/{ip}/containers', { params }))).items;
}

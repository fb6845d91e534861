import './container-list.css';
import { useState } from 'preact/hooks';
import type { Container } from '@image-factory/client';
import { EmptyNote, Skeleton } from '../elements/placeholder.js';
import { FaultNote } from '../elements/fault-note.js';
import { SaveDialog } from '../save-dialog/save-dialog.js';
import type { ClusterNode } from '../shield/cluster-node.js';
import { ask } from '../shield/shield.js';
import { useAnswer } from '../shield/use-answer.js';
import { ContainerRow } from './container-row.js';

/** Refresh interval of the containers. */
const REFRESH_INTERVAL_MS = 10_000;

/** Running containers of a node. */
export function ContainerList({ node }: { readonly node: ClusterNode }) {
  const [ip] = node.addresses;
  const { value, fault, again } = useAnswer(() => containersOf(ip), ip, REFRESH_INTERVAL_MS);
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
          <p>Start a container on this node to save it.</p>
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

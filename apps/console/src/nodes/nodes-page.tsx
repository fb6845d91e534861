import './nodes-page.css';
import { EmptyNote, Skeleton } from '../elements/placeholder.js';
import { FaultNote } from '../elements/fault-note.js';
import { Icon } from '../elements/icon.js';
import { addressOf } from '../route/route.js';
import { type ClusterNode, nodesOf } from '../shield/cluster-node.js';
import { ask } from '../shield/shield.js';
import { useAnswer } from '../shield/use-answer.js';
import { ContainerList } from './container-list.js';
import { NodeList } from './node-list.js';

/** Refresh interval of the nodes. */
const REFRESH_INTERVAL_MS = 10_000;

/** The nodes, and the containers of the chosen node. */
export function NodesPage({ ip }: { readonly ip?: string }) {
  const { value: nodes, fault, again } = useAnswer(askForNodes, 'nodes', REFRESH_INTERVAL_MS);
  const chosen = nodes && chosenOf(nodes, ip);
  return (
    <>
      <h1>Nodes</h1>
      <p class="lead">Choose a node, then save a container of it as an image.</p>
      {fault && <FaultNote fault={fault} onAgain={again} />}
      {!nodes && !fault && <Skeleton />}
      {nodes?.length === 0 && <NoNodes />}
      {nodes && nodes.length > 0 && (
        <div class={`nodes-page ${nodes.length > 1 ? 'of-many' : ''} ${ip === undefined ? '' : 'at-one'}`}>
          <a class="back" href={addressOf({ page: 'nodes' })}>
            <Icon name="back" /> All nodes
          </a>
          <NodeList nodes={nodes} chosen={chosen} />
          {chosen ? <ContainerList key={chosen.addresses[0]} node={chosen} /> : <UnknownNode ip={ip ?? ''} />}
        </div>
      )}
    </>
  );
}

async function askForNodes(): Promise<ClusterNode[]> {
  return nodesOf((await ask((shield) => shield.GET('/v2/agents'))).items);
}

/** Defaults to the first online node: most users look for a container, and many platforms have one node. */
function chosenOf(nodes: readonly ClusterNode[], ip: string | undefined): ClusterNode | undefined {
  if (ip !== undefined) return nodes.find(({ addresses }) => addresses.includes(ip));
  return nodes.find(({ online }) => online) ?? nodes[0];
}

function NoNodes() {
  return (
    <EmptyNote title="No node has registered yet">
      <p>
        Start an agent on each node, with <code>shield_address</code> set to <code>{location.origin}</code>. It shows up
        here within seconds.
      </p>
    </EmptyNote>
  );
}

function UnknownNode({ ip }: { readonly ip: string }) {
  return (
    <EmptyNote title={`No node has the address ${ip}`}>
      <p>Nodes are removed after a day without a registration.</p>
    </EmptyNote>
  );
}

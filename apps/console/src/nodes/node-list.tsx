import './node-list.css';
import { addressOf } from '../route/route.js';
import { isOnNode, type ClusterNode } from '../shield/cluster-node.js';
import { underWay } from '../shield/commits.js';
import { Moment } from '../elements/moment.js';

interface NodeListProps {
  readonly nodes: readonly ClusterNode[];
  readonly chosen?: ClusterNode;
}

/** List of selectable nodes. */
export function NodeList({ nodes, chosen }: NodeListProps) {
  return (
    <nav class="node-list" aria-label="Nodes">
      <ul>
        {nodes.map((node) => (
          <li key={node.addresses[0]}>
            <NodeLink node={node} isChosen={node === chosen} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function NodeLink({ node, isChosen }: { readonly node: ClusterNode; readonly isChosen: boolean }) {
  const { addresses, online, seenAt } = node;
  const [ip, ...others] = addresses;
  return (
    <a href={addressOf({ page: 'nodes', ip })} aria-current={isChosen ? 'true' : undefined}>
      <span class="node-name">
        <strong>{ip}</strong>
        <span class={`dot ${online ? 'good' : ''}`}>{online ? 'online' : 'offline'}</span>
      </span>
      {others.length > 0 && <small class="soft">also {others.join(', ')}</small>}
      <small class="soft">
        {online ? (
          workOf(node)
        ) : (
          <>
            last seen <Moment at={seenAt} />
          </>
        )}
      </small>
    </a>
  );
}

function workOf(node: ClusterNode): string {
  const here = underWay.value.filter((commit) => isOnNode(commit, node));
  const queued = here.filter(({ state }) => state === 'queued').length;
  const running = here.length - queued;
  if (here.length === 0) return 'idle';
  return [running > 0 && `${running} running`, queued > 0 && `${queued} waiting`].filter(Boolean).join(', ');
}

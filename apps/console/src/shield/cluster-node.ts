import type { Agent, Commit, Container } from '@image-factory/client';

/** A node, with all addresses that its agent has registered. */
export interface ClusterNode {
  /** Online addresses first. */
  readonly addresses: readonly [string, ...string[]];
  readonly online: boolean;
  /** Last registration. */
  readonly seenAt: string;
  /** Optional capabilities of its agent. */
  readonly features: readonly string[];
}

/** Groups agents into nodes: an agent that registered several addresses is one node. */
export function nodesOf(agents: readonly Agent[]): ClusterNode[] {
  const groups = new Map<string, Agent[]>();
  for (const agent of agents) {
    const key = agent.node_id ?? agent.ip;
    groups.set(key, [...(groups.get(key) ?? []), agent]);
  }
  return [...groups.values()].map(nodeOf);
}

/** Whether a commit belongs to a node. */
export function isOnNode(commit: Commit, node: ClusterNode): boolean {
  return node.addresses.includes(commit.ip);
}

/** Whether a commit belongs to a container of a node. The request may have used any of the container's names. */
export function isOfContainer(commit: Commit, node: ClusterNode, { id, name }: Container): boolean {
  const ordered = commit.container.replace(/^(?:docker:\/\/|containerd:\/\/|pod:)/, '');
  return isOnNode(commit, node) && (ordered === name || (ordered.length >= 12 && id.startsWith(ordered)));
}

function nodeOf(agents: readonly Agent[]): ClusterNode {
  const sorted = [...agents].sort((a, b) => Number(b.online) - Number(a.online));
  const newest = sorted.reduce((a, b) => (b.seen_at > a.seen_at ? b : a));
  return {
    addresses: sorted.map(({ ip }) => ip) as [string, ...string[]],
    online: sorted.some(({ online }) => online),
    seenAt: newest.seen_at,
    features: newest.features,
  };
}

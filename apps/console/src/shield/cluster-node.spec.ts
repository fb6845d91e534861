import { describe, expect, it } from '@jest/globals';
import type { Agent, Commit, Container } from '@image-factory/client';
import { isOfContainer, nodesOf } from './cluster-node.js';

const SEEN = '2026-11-24T12:00:00.000Z';

function agent(fields: Partial<Agent>): Agent {
  const ip = fields.ip ?? '10.0.0.1';
  return {
    ip,
    address: `http://${ip}:9002`,
    online: true,
    seen_at: SEEN,
    running: 0,
    queued: 0,
    features: [],
    ...fields,
  };
}

describe('nodesOf', () => {
  it('shows a node with several addresses once, with online addresses first', () => {
    const away = agent({ ip: '10.0.0.1', node_id: 'A', online: false, seen_at: '2026-11-24T11:00:00.000Z' });
    const nodes = nodesOf([away, agent({ ip: '10.0.0.2' }), agent({ ip: '10.0.0.3', node_id: 'A' })]);
    expect(nodes).toMatchObject([
      { addresses: ['10.0.0.3', '10.0.0.1'], online: true, seenAt: SEEN },
      { addresses: ['10.0.0.2'] },
    ]);
  });
});

describe('isOfContainer', () => {
  const [node] = nodesOf([agent({})]);
  const container = { id: 'ab'.repeat(32), name: 'notebook' } as Container;

  it.each([
    ['notebook', '10.0.0.1', true],
    ['ab'.repeat(32), '10.0.0.1', true],
    [`docker://${'ab'.repeat(32)}`, '10.0.0.1', true],
    ['ab'.repeat(6), '10.0.0.1', true],
    ['abab', '10.0.0.1', false],
    ['notebook', '10.0.0.2', false],
  ])('%s on %s', (posted, ip, expected) => {
    expect(isOfContainer({ container: posted, ip } as Commit, node!, container)).toBe(expected);
  });
});

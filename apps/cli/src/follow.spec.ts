import { describe, expect, it } from '@jest/globals';
import type { CallFailure, Commit } from '@image-factory/client';
import { aCommit } from './testing/a-commit.js';
import { body, events, FakeShield } from './testing/fake-shield.js';
import { follow, type FollowOptions } from './follow.js';

const QUEUED = aCommit();
const PUSHING = aCommit({ state: 'pushing' });
const SUCCEEDED = aCommit({ state: 'succeeded', ended_at: '2026-11-24T12:00:04.000Z' });

describe('follow', () => {
  async function all({ access }: FakeShield, options?: FollowOptions): Promise<Commit['state'][]> {
    const states: Commit['state'][] = [];
    for await (const { state } of follow(access, QUEUED.id, options)) states.push(state);
    return states;
  }

  it('ends with the commit', async () => {
    await using shield = await FakeShield.start([events([QUEUED, PUSHING, SUCCEEDED])]);
    expect(await all(shield)).toEqual(['queued', 'pushing', 'succeeded']);
    expect(shield.requests.map(({ url }) => url)).toEqual([`/v2/commits/${QUEUED.id}/events`]);
  });

  it.each([
    ['breaks off', events([QUEUED, PUSHING], 'breaks off')],
    ['ends before the commit', events([QUEUED, PUSHING])],
  ])('resumes after the last event when the connection %s', async (_, first) => {
    await using shield = await FakeShield.start([first, body(503, '<html>'), events([SUCCEEDED])]);
    const retries: number[] = [];
    expect(await all(shield, { onRetry: ({ number }) => retries.push(number) })).toEqual([
      'queued',
      'pushing',
      'succeeded',
    ]);
    expect(shield.requests.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '2', '2']);
    expect(retries).toEqual([1, 2]);
  });

  it('does not retry a refusal', async () => {
    const refusal = { code: 'unauthorized', title: 'A valid token is missing', detail: 'The request has no token.' };
    await using shield = await FakeShield.start([body(401, refusal)]);
    await expect(all(shield)).rejects.toMatchObject({ problem: refusal } satisfies Partial<CallFailure>);
    expect(shield.requests).toHaveLength(1);
  });

  it('gives up when the outage exceeds the limit', async () => {
    await using shield = await FakeShield.start([events([QUEUED], 'breaks off'), (response) => response.destroy()]);
    await expect(all(shield, { maxOutageMs: 500 })).rejects.toMatchObject({ problem: { code: 'shield_unreachable' } });
    expect(shield.requests.length).toBeGreaterThan(2);
  });
});

import { describe, expect, it } from '@jest/globals';
import { CommitStatus } from '@image-factory/contracts';
import fc from 'fast-check';
import type { CommitRecord } from './commit-record.js';
import { type CommitChange, ENDED, hasEnded, mayMove, transition, TRANSITIONS } from './commit-state.js';

const STATES = Object.values(CommitStatus);
const REPORTED = STATES.filter((status) => !['NOT_FOUND', 'INITIALIZED'].includes(status));

function record(fields: Partial<CommitRecord> = {}): CommitRecord {
  return {
    id: '0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b',
    ip: '127.0.0.2',
    container: 'c',
    image: 'r/i',
    author: '',
    note: '',
    node: 'n',
    containerKey: 'k',
    status: CommitStatus.INITIALIZED,
    statusMsg: 'accepted',
    acceptedAt: 1_000,
    changedAt: 1_000,
    heardAt: 1_000,
    dispatchAt: 1_000,
    dispatchFailures: 0,
    attempt: 1,
    seq: 0,
    credentials: 'sealed',
    requestId: 'r',
    version: 1,
    ...fields,
  };
}

function report(status: CommitStatus, fields: object = {}): CommitChange {
  return { kind: 'report', at: 2_000, status, statusMsg: `now ${status}`, ...fields };
}

describe('the table of states', () => {
  for (const from of STATES) {
    for (const to of REPORTED) {
      const allowed = mayMove(from, to);
      it(`${allowed ? 'applies' : 'ignores'} a report of ${to} in ${from}`, () => {
        const next = transition(record({ status: from }), report(to));
        if (from === to && !ENDED.includes(from))
          expect(next).toMatchObject({ status: to, changedAt: 1_000, heardAt: 2_000 });
        else if (allowed)
          expect(next).toMatchObject({ status: to, statusMsg: `now ${to}`, changedAt: 2_000, version: 2 });
        else expect(next).toBeUndefined();
      });
    }
  }

  it('has no transition from a final state', () => {
    for (const end of ENDED) expect(TRANSITIONS[end]).toEqual([]);
  });
});

describe('a report', () => {
  const pushing = record({ status: CommitStatus.PUSHING, attempt: 2, seq: 5 });

  it.each([{ seq: 5 }, { seq: 4 }, { attempt: 1, seq: 9 }, { attempt: 3, seq: 9 }])('is late with %j', (fields) => {
    expect(transition(pushing, report(CommitStatus.SUCCEEDED, fields))).toBeUndefined();
  });

  it('is applied without attempt and seq, as sent by a first-generation agent', () => {
    expect(transition(pushing, report(CommitStatus.SUCCEEDED))?.status).toBe(CommitStatus.SUCCEEDED);
  });

  it('keeps the digest of a success and the code of a failure, and drops the credentials', () => {
    const notSaved = [{ destination: '/data', type: 'volume' }];
    const end = { digest: 'sha256:a', verifiedBy: 'push', notSaved, errorCode: 'x' } as const;
    const succeeded = transition(pushing, report(CommitStatus.SUCCEEDED, end));
    expect(succeeded).toMatchObject({
      digest: 'sha256:a',
      verifiedBy: 'push',
      notSaved,
      errorCode: undefined,
      credentials: undefined,
    });
    const failed = transition(pushing, report(CommitStatus.FAILED, end));
    expect(failed).toMatchObject({
      digest: undefined,
      verifiedBy: undefined,
      notSaved: undefined,
      errorCode: 'x',
      credentials: undefined,
    });
  });
});

describe('a dispatch', () => {
  it('is claimed once, until the claim expires', () => {
    const claimed = transition(record(), { kind: 'claim', at: 1_000, until: 5_000 });
    expect(claimed).toMatchObject({ status: CommitStatus.INITIALIZED, dispatchAt: 5_000 });
    expect(transition(claimed!, { kind: 'claim', at: 4_999, until: 9_000 })).toBeUndefined();
    expect(transition(claimed!, { kind: 'claim', at: 5_000, until: 9_000 })).toBeDefined();
  });

  it('ignores a record whose agent has already reported', () => {
    expect(transition(record({ status: CommitStatus.PUSHING }), { kind: 'dispatch', at: 2_000 })).toBeUndefined();
  });

  it('counts its failures', () => {
    const postponed = transition(record(), { kind: 'back-off', at: 2_000, until: 3_000, reason: 'waiting' });
    expect(postponed).toMatchObject({ dispatchFailures: 1, dispatchAt: 3_000, changedAt: 1_000 });
  });

  it('is due at once when the agent registers again, but not during the first attempt', () => {
    const claimed = record({ dispatchAt: 30_000 });
    expect(transition(claimed, { kind: 'retry-now', at: 2_000 })).toBeUndefined();
    const postponed = record({ dispatchAt: 30_000, dispatchFailures: 1 });
    expect(transition(postponed, { kind: 'retry-now', at: 2_000 })).toMatchObject({ dispatchAt: 2_000 });
    expect(transition(postponed, { kind: 'retry-now', at: 31_000 })).toBeUndefined();
  });
});

describe('a requeue', () => {
  it('begins a new attempt that keeps the credentials', () => {
    const running = record({ status: CommitStatus.COMMITTING, seq: 4, bootId: 'b', startedAt: 1_500 });
    const next = transition(running, { kind: 'requeue', at: 2_000, reason: 'lost' });
    expect(next).toMatchObject({
      status: CommitStatus.INITIALIZED,
      attempt: 2,
      seq: 0,
      dispatchAt: 2_000,
      credentials: 'sealed',
    });
    expect(next).toMatchObject({ bootId: undefined, startedAt: undefined });
  });

  it('ignores a queued commit', () => {
    expect(transition(record(), { kind: 'requeue', at: 2_000, reason: 'lost' })).toBeUndefined();
  });
});

describe('a lost agent', () => {
  const running = record({ status: CommitStatus.PUSHING, startedAt: 1_500 });
  const loss = { kind: 'lose', at: 2_000, reason: 'The agent is gone.' } as const;

  it('ends the commit as agent_lost; the message warns that the image may have been pushed', () => {
    expect(transition(running, loss)).toMatchObject({
      status: CommitStatus.FAILED,
      errorCode: 'agent_lost',
      statusMsg: 'The agent is gone. The image may have been pushed.',
    });
  });

  it('ends the commit as cancelled if that was requested; the message lists the possible remains', () => {
    const cancelling = transition(running, { kind: 'cancel', at: 1_600, by: 'alice' });
    expect(transition(cancelling!, loss)).toMatchObject({
      status: CommitStatus.FAILED,
      errorCode: 'cancelled',
      statusMsg: expect.stringMatching(/^cancelled by alice.*The agent is gone.*paused.*pushed/),
    });
  });

  it('is reported while a cancel waits for the agent, until the agent answers', () => {
    const cancelling = transition(running, { kind: 'cancel', at: 1_600, by: 'alice' })!;
    const unanswered = transition(cancelling, { kind: 'stop-request', at: 1_700, answered: false })!;
    expect(unanswered.statusMsg).toMatch(/being cancelled by alice; the agent of .* does not answer/);
    expect(transition(unanswered, { kind: 'stop-request', at: 1_800, answered: false })).toBeUndefined();
    const answered = transition(unanswered, { kind: 'stop-request', at: 1_900, answered: true });
    expect(answered?.statusMsg).toBe('being cancelled by alice');
  });

  it('changes no queued or ended commit', () => {
    expect(transition(record(), loss)).toBeUndefined();
    expect(transition(record({ status: CommitStatus.SUCCEEDED }), loss)).toBeUndefined();
    expect(transition(running, { kind: 'stop-request', at: 1_600, answered: false })).toBeUndefined();
  });
});

describe('any sequence of changes', () => {
  const status = fc.constantFrom(...STATES);
  const small = fc.integer({ min: 1, max: 4 });
  const at = fc.integer({ min: 1_000, max: 9_000 });
  const change: fc.Arbitrary<CommitChange> = fc.oneof(
    fc.record(
      { kind: fc.constant('report' as const), at, status, statusMsg: fc.string(), attempt: small, seq: small },
      { requiredKeys: ['kind', 'at', 'status', 'statusMsg'] },
    ),
    fc.record({ kind: fc.constant('claim' as const), at, until: at }),
    fc.record({ kind: fc.constant('dispatch' as const), at }),
    fc.record({ kind: fc.constant('retry-now' as const), at }),
    fc.record({ kind: fc.constant('back-off' as const), at, until: at, reason: fc.string() }),
    fc.record({ kind: fc.constant('requeue' as const), at, reason: fc.string() }),
    fc.record({ kind: fc.constant('cancel' as const), at, by: fc.string() }),
    fc.record({ kind: fc.constant('stop-request' as const), at, answered: fc.boolean() }),
    fc.record({ kind: fc.constant('lose' as const), at, reason: fc.string() }),
    fc.record({
      kind: fc.constant('fail' as const),
      at,
      code: fc.constant('agent_lost' as const),
      reason: fc.string(),
    }),
  );
  const rank = (state: CommitStatus) => STATES.indexOf(state);

  it('moves forward within an attempt, with one version per change, and never leaves a final state', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        let current = record();
        for (const each of changes) {
          const next = transition(current, each);
          if (!next) continue;
          expect(hasEnded(current)).toBe(false);
          expect(next.version).toBe(current.version + 1);
          expect(next.status === current.status || mayMove(current.status, next.status)).toBe(true);
          if (next.attempt === current.attempt) expect(rank(next.status)).toBeGreaterThanOrEqual(rank(current.status));
          else expect(next).toMatchObject({ attempt: current.attempt + 1, status: CommitStatus.INITIALIZED, seq: 0 });
          expect(next.credentials).toBe(hasEnded(next) ? undefined : 'sealed');
          expect(next.endedAt).toBe(hasEnded(next) ? next.changedAt : undefined);
          current = next;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('ignores repeated changes, except the progress of an unnumbered report', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), change, (before, repeated) => {
        const reached = before.reduce((current, each) => transition(current, each) ?? current, record());
        const once = transition(reached, repeated);
        const twice = once && transition(once, repeated);
        if (twice) expect([twice.status, twice.attempt]).toEqual([once.status, once.attempt]);
        if (once && repeated.kind === 'report' && repeated.seq !== undefined) expect(twice).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { CommitStatus } from '@image-factory/contracts';
import type { CommitRecord } from '../commit-record.js';
import { type CommitChange, transition } from '../commit-state.js';
import type { ClaimRules, CommitFilter, PageRequest, CommitStore } from '../commit-store.port.js';
import { NOON, waitingRecord } from './testing/waiting-record.js';

const { INITIALIZED, PROCESSING, COMMITTING, PUSHING, SUCCEEDED } = CommitStatus;

/**
 * Contract of every commit store.
 * @param open returns an empty store
 */
export function commitStoreContract(name: string, open: () => Promise<CommitStore>): void {
  describe(`${name} as a commit store`, () => {
    let store: CommitStore;

    beforeEach(async () => void (store = await open()));

    async function insert(...records: CommitRecord[]): Promise<void> {
      for (const record of records) expect(await store.insert(record)).toBeUndefined();
    }

    /** Writes the state machine's result of a change. */
    async function apply(id: string, change: CommitChange): Promise<CommitRecord> {
      const record = await store.find(id);
      const next = record && transition(record, change);
      if (!next) throw new Error(`The change ${change.kind} of ${id} has no effect.`);
      expect(await store.replace(next, record.version)).toBe(true);
      return next;
    }

    function succeed(id: string, at: number): Promise<CommitRecord> {
      return apply(id, { kind: 'report', at, status: SUCCEEDED, statusMsg: 'committed', digest: `sha256:${id}` });
    }

    function claim(rules: Partial<ClaimRules> = {}): Promise<CommitRecord[]> {
      return store.claim({ now: NOON, until: NOON + 30_000, perNode: 3, limit: 100, ...rules });
    }

    const ids = (records: readonly CommitRecord[]) => records.map(({ id }) => id);

    describe('insert and find', () => {
      it('returns every field of a written record', async () => {
        const full: Required<CommitRecord> = {
          ...waitingRecord('a'),
          status: PUSHING,
          errorCode: 'registry_failed',
          errorHint: 'Ask the administrator.',
          digest: 'sha256:0',
          verifiedBy: 'get',
          notSaved: [{ destination: '/data', type: 'volume' }],
          exclude: ['/root/.ssh', '/a "b"/*'],
          redactEnv: ['TOKEN'],
          startedAt: NOON + 1,
          endedAt: NOON + 9,
          changedAt: NOON + 2,
          heardAt: NOON + 3,
          dispatchAt: NOON + 4,
          dispatchFailures: 5,
          attempt: 6,
          seq: 7,
          bootId: 'boot-1',
          progress: { bytes: 1, total_bytes: 2, bytes_per_second: 3 },
          cancelledBy: 'bob',
          idempotencyKey: 'key-1',
          credentials: 'sealed',
          traceParent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
          version: 8,
        };
        await insert(full);
        expect(await store.find('a')).toEqual(full);
        expect(full).toMatchObject((await store.findStanding('a'))!);
      });

      it('omits absent fields', async () => {
        const record = waitingRecord('a');
        await insert(record);
        const found = await store.find('a');
        expect(found).toEqual(record);
        expect(Object.values(found ?? {})).not.toContain(null);
      });

      it('finds nothing for another id', async () => {
        await insert(waitingRecord('a'));
        expect(await store.find('b')).toBeUndefined();
        expect(await store.find('')).toBeUndefined();
        expect(await store.find('A')).toBeUndefined();
      });

      it('refuses a second commit of a busy container, and returns the first', async () => {
        const first = waitingRecord('a', { containerKey: 'one' });
        await insert(first);
        expect(await store.insert(waitingRecord('b', { containerKey: 'one' }))).toEqual(first);
        expect(await store.find('b')).toBeUndefined();
        const claimed = await apply('a', { kind: 'dispatch', at: NOON + 1 });
        expect(await store.insert(waitingRecord('c', { containerKey: 'one' }))).toEqual(claimed);
      });

      it('accepts a second commit once the first has ended, with any result', async () => {
        await insert(waitingRecord('a', { containerKey: 'one' }));
        await succeed('a', NOON + 1);
        await insert(waitingRecord('b', { containerKey: 'one' }));
        await apply('b', { kind: 'fail', at: NOON + 2, code: 'agent_lost', reason: 'gone' });
        await insert(waitingRecord('c', { containerKey: 'one' }));
        expect(ids(await store.findUnended())).toEqual(['c']);
      });

      it('accepts one of many concurrent commits of a container', async () => {
        const names = Array.from({ length: 20 }, (_, index) => `r${String(index).padStart(2, '0')}`);
        const records = names.map((id) => waitingRecord(id, { containerKey: 'one' }));
        const answers = await Promise.all(records.map((record) => store.insert(record)));
        const taken = await store.findUnended();
        expect(taken).toHaveLength(1);
        expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
        expect(answers.filter((answer) => answer !== undefined)).toEqual(Array(19).fill(taken[0]));
      });

      it('does not overwrite a record with the same id', async () => {
        const record = waitingRecord('a');
        await insert(record);
        await expect(store.insert(waitingRecord('a', { containerKey: 'other' }))).rejects.toThrow();
        expect(await store.find('a')).toEqual(record);
      });

      it('keeps long text and special characters', async () => {
        const texts = ['😀 ümläut 容器', `'"; drop table commits; --\\`, 'a\r\n\tb', '%_?$1:x', 'x'.repeat(1_000_000)];
        for (const [index, note] of texts.entries()) {
          await insert(waitingRecord(`r${index}`, { note, statusMsg: note, author: note }));
          expect(await store.find(`r${index}`)).toMatchObject({ note, statusMsg: note, author: note });
        }
      });

      it('replaces only the NUL characters of a text', async () => {
        await insert(waitingRecord('a', { note: 'before\0after', container: 'c\0d' }));
        const { note } = (await store.find('a')) ?? { note: '' };
        expect(note.replace('\0', '\uFFFD')).toBe('before\uFFFDafter');
        expect((await store.findNewestOf('c\0d'))?.id).toBe('a');
        expect(await store.find('a\0')).toBeUndefined();
        expect(await store.findUnended('\0')).toEqual([]);
      });
    });

    describe('an idempotency key', () => {
      it('finds the record of its request, ended or not', async () => {
        await insert(waitingRecord('a', { idempotencyKey: 'k' }), waitingRecord('b'));
        expect((await store.findByKey('k'))?.id).toBe('a');
        await succeed('a', NOON + 1);
        expect((await store.findByKey('k'))?.id).toBe('a');
        expect(await store.findByKey('K')).toBeUndefined();
      });

      it('is accepted once, even for concurrent and different requests', async () => {
        const records = ['a', 'b', 'c', 'd'].map((id) => waitingRecord(id, { idempotencyKey: 'k' }));
        const answers = await Promise.all(records.map((record) => store.insert(record)));
        const taken = await store.findUnended();
        expect(taken).toHaveLength(1);
        expect(answers.filter((answer) => answer !== undefined)).toEqual(Array(3).fill(taken[0]));
      });
    });

    describe('list', () => {
      const list = async (filter: CommitFilter = {}, page: Partial<PageRequest> = {}) =>
        ids(await store.list(filter, { limit: 100, ...page }));

      it('returns the newest records before a record, up to the limit', async () => {
        await insert(...['b', 'd', 'a', 'c'].map((id) => waitingRecord(id)));
        expect(await list()).toEqual(['d', 'c', 'b', 'a']);
        expect(await list({}, { limit: 2 })).toEqual(['d', 'c']);
        expect(await list({}, { limit: 2, before: 'c' })).toEqual(['b', 'a']);
        expect(await list({}, { before: 'a' })).toEqual([]);
      });

      it('returns only records that match the whole filter', async () => {
        await insert(
          waitingRecord('a', { image: 'r.example.com/team_a/x:1', author: 'alice' }),
          waitingRecord('b', { image: 'r.example.com/team%a/x:1', author: 'bob', ip: '10.0.0.2' }),
          waitingRecord('c', { image: 'r.example.com/TEAM_A/x:1', author: 'alice', container: 'box' }),
        );
        expect(await list({ author: 'alice' })).toEqual(['c', 'a']);
        expect(await list({ ip: '10.0.0.2' })).toEqual(['b']);
        expect(await list({ container: 'box', author: 'alice' })).toEqual(['c']);
        expect(await list({ container: 'bo' })).toEqual([]);
        expect(await list({ image: 'r.example.com/team_' })).toEqual(['a']);
        expect(await list({ image: 'r.example.com/team%' })).toEqual(['b']);
        expect(await list({ image: 'team_a' })).toEqual([]);
      });

      it('distinguishes failed from cancelled, and accepts several states', async () => {
        await insert(...['a', 'b', 'c', 'd', 'e'].map((id) => waitingRecord(id)));
        await apply('a', { kind: 'fail', at: NOON, code: 'agent_lost', reason: 'gone' });
        await apply('b', { kind: 'cancel', at: NOON, by: 'bob' });
        await apply('c', {
          kind: 'report',
          at: NOON,
          status: CommitStatus.FAILED,
          statusMsg: 'old agents have no code',
        });
        await succeed('d', NOON + 1);
        expect(await list({ states: ['failed'] })).toEqual(['c', 'a']);
        expect(await list({ states: ['cancelled'] })).toEqual(['b']);
        expect(await list({ states: ['queued', 'succeeded'] })).toEqual(['e', 'd']);
        expect(await list({ states: [] })).toEqual([]);
      });

      it('returns the records that have changed since a moment', async () => {
        await insert(waitingRecord('a'), waitingRecord('b'));
        await succeed('a', NOON + 5);
        expect(await list({ changedSince: NOON })).toEqual(['b', 'a']);
        expect(await list({ changedSince: NOON + 5 })).toEqual(['a']);
        expect(await list({ changedSince: NOON + 6 })).toEqual([]);
      });
    });

    describe('findNewestOf', () => {
      it('finds the newest commit with exactly the posted string', async () => {
        const other = { container: 'docker://box', containerKey: 'other' };
        await insert(waitingRecord('b', { container: 'box', containerKey: 'one' }));
        await succeed('b', NOON + 1);
        await insert(waitingRecord('c', { container: 'box', containerKey: 'one' }), waitingRecord('d', other));
        expect((await store.findNewestOf('box'))?.id).toBe('c');
        expect((await store.findNewestOf('docker://box'))?.id).toBe('d');
        expect(await store.findNewestOf('bo')).toBeUndefined();
        expect(await store.findNewestOf('Box')).toBeUndefined();
      });

      it('orders by id, not by the order of writes or changes', async () => {
        await insert(waitingRecord('c', { container: 'box' }), waitingRecord('a', { container: 'box' }));
        await insert(waitingRecord('b', { container: 'box' }));
        await succeed('a', NOON + 5);
        expect((await store.findNewestOf('box'))?.id).toBe('c');
      });
    });

    describe('replace', () => {
      it('writes every field, including removed ones', async () => {
        await insert(waitingRecord('a', { credentials: 'sealed', bootId: 'boot-1', startedAt: NOON }));
        const changes = { startedAt: undefined, bootId: undefined, credentials: undefined, digest: 'sha256:1' };
        const next = waitingRecord('a', { ...changes, node: 'node-2', note: 'other', seq: 9, version: 2 });
        expect(await store.replace(next, 1)).toBe(true);
        expect(await store.find('a')).toEqual(next);
      });

      it('writes nothing for an outdated version or a missing record', async () => {
        await insert(waitingRecord('a'));
        const newest = await apply('a', { kind: 'dispatch', at: NOON + 1 });
        expect(await store.replace(waitingRecord('a', { version: 2 }), 1)).toBe(false);
        expect(await store.replace(waitingRecord('a', { version: 4 }), 3)).toBe(false);
        expect(await store.replace(waitingRecord('b', { version: 2 }), 1)).toBe(false);
        expect(await store.find('a')).toEqual(newest);
        expect(await store.find('b')).toBeUndefined();
      });

      it('accepts one of many concurrent changes of a version', async () => {
        await insert(waitingRecord('a'));
        const changes = Array.from({ length: 20 }, (_, seq) => waitingRecord('a', { seq, version: 2 }));
        const written = await Promise.all(changes.map((record) => store.replace(record, 1)));
        expect(written.filter(Boolean)).toHaveLength(1);
        expect((await store.find('a'))?.seq).toBe(written.indexOf(true));
      });
    });

    describe('claim', () => {
      it('claims the oldest first, up to the limit per node, by the transition table', async () => {
        const records = ['c', 'e', 'a', 'd', 'b'].map((id) => waitingRecord(id, { container: id }));
        await insert(...records, waitingRecord('f', { node: 'node-2' }));
        const claimed = await claim({ perNode: 2 });
        expect(ids(claimed)).toEqual(['a', 'b', 'f']);
        expect(claimed[0]).toEqual(
          transition(waitingRecord('a', { container: 'a' }), { kind: 'claim', at: NOON, until: NOON + 30_000 }),
        );
        expect(await store.find('a')).toEqual(claimed[0]);
        expect(await claim({ perNode: 2 })).toEqual([]);
      });

      it('counts the dispatched commits of the node', async () => {
        await insert(...['a', 'b', 'c', 'd'].map((id) => waitingRecord(id)));
        await apply('a', { kind: 'dispatch', at: NOON });
        await apply('b', { kind: 'report', at: NOON, status: COMMITTING, statusMsg: '' });
        expect(ids(await claim({ perNode: 3 }))).toEqual(['c']);
        await succeed('a', NOON + 1);
        expect(ids(await claim({ perNode: 3 }))).toEqual(['d']);
      });

      it('claims no more commits than the limit', async () => {
        await insert(...['a', 'b', 'c'].map((id) => waitingRecord(id, { node: id })));
        expect(ids(await claim({ limit: 2 }))).toEqual(['a', 'b']);
        expect(ids(await claim({ limit: 2 }))).toEqual(['c']);
      });

      it('skips a full node with many queued commits', async () => {
        await insert(...['a', 'b', 'c', 'd', 'e'].map((id) => waitingRecord(id)));
        await insert(waitingRecord('f', { node: 'node-2' }));
        expect(ids(await claim({ perNode: 1, limit: 2 }))).toEqual(['a', 'f']);
      });

      it('claims a commit again when its claim has expired', async () => {
        await insert(waitingRecord('a'), waitingRecord('b'));
        await claim({ perNode: 1, until: NOON + 10 });
        expect(await claim({ perNode: 1, now: NOON + 9 })).toEqual([]);
        expect(ids(await claim({ perNode: 1, now: NOON + 10 }))).toEqual(['a']);
      });

      it('skips a postponed commit until its time', async () => {
        await insert(waitingRecord('a'), waitingRecord('b'));
        await apply('a', { kind: 'back-off', at: NOON, until: NOON + 10, reason: 'the agent is busy' });
        expect(ids(await claim({ now: NOON + 9 }))).toEqual(['b']);
        expect(ids(await claim({ now: NOON + 10 }))).toEqual(['a']);
      });

      it('claims a requeued commit again', async () => {
        await insert(waitingRecord('a'));
        await claim();
        await apply('a', { kind: 'dispatch', at: NOON });
        await apply('a', { kind: 'requeue', at: NOON + 5, reason: 'the agent was restarted' });
        expect(await claim({ now: NOON + 5 })).toMatchObject([{ id: 'a', attempt: 2 }]);
      });

      it('claims no dispatched or ended commit', async () => {
        await insert(waitingRecord('a'), waitingRecord('b', { status: PROCESSING }));
        await succeed('a', NOON);
        expect(await claim({ now: NOON + 100 })).toEqual([]);
      });

      it('returns each commit to only one of many concurrent callers', async () => {
        const names = Array.from({ length: 60 }, (_, index) => `r${String(index).padStart(2, '0')}`);
        await insert(...names.map((id, index) => waitingRecord(id, { node: `node-${index % 6}` })));
        const rounds = await Promise.all(Array.from({ length: 20 }, () => claim({ perNode: 4, limit: 5 })));
        const claimed = rounds.flat();
        expect(new Set(ids(claimed)).size).toBe(claimed.length);
        expect(claimed).toHaveLength(24);
      });
    });

    describe('placeInQueue', () => {
      it('counts the queued commits of the node up to the record', async () => {
        const [a, b, c] = [waitingRecord('a'), waitingRecord('b', { node: 'node-2' }), waitingRecord('c')];
        await insert(c, b, a);
        expect(await store.placeInQueue(a)).toBe(1);
        expect(await store.placeInQueue(b)).toBe(1);
        expect(await store.placeInQueue(c)).toBe(2);
        await apply('a', { kind: 'dispatch', at: NOON });
        expect(await store.placeInQueue(c)).toBe(1);
      });
    });

    describe('findUnended', () => {
      it('returns the unended commits, oldest first, of one ip or of all', async () => {
        await insert(waitingRecord('c'), waitingRecord('a'), waitingRecord('b', { ip: '10.0.0.2' }));
        await insert(waitingRecord('d', { status: PUSHING }), waitingRecord('e'));
        await succeed('e', NOON);
        expect(ids(await store.findUnended())).toEqual(['a', 'b', 'c', 'd']);
        expect(ids(await store.findUnended('10.0.0.1'))).toEqual(['a', 'c', 'd']);
        expect(await store.findUnended('10.0.0')).toEqual([]);
      });
    });

    describe('countUnended', () => {
      it('separates queued from dispatched commits, and omits ended ones', async () => {
        expect(await store.countUnended()).toEqual({ queued: 0, running: 0 });
        await insert(...['a', 'b', 'c', 'd', 'e', 'f'].map((id) => waitingRecord(id)));
        await apply('a', { kind: 'dispatch', at: NOON });
        await apply('b', { kind: 'report', at: NOON, status: COMMITTING, statusMsg: '' });
        await apply('c', { kind: 'report', at: NOON, status: PUSHING, statusMsg: '' });
        await succeed('d', NOON + 1);
        expect(await store.countUnended()).toEqual({ queued: 2, running: 3 });
      });

      it('counts by ip, without an ip whose commits have all ended', async () => {
        expect(await store.countUnendedByIp()).toEqual(new Map());
        await insert(...['a', 'b', 'c'].map((id) => waitingRecord(id)), waitingRecord('d', { ip: '10.0.0.9' }));
        await apply('a', { kind: 'dispatch', at: NOON });
        const { ip } = waitingRecord('a');
        const load = await store.countUnendedByIp();
        expect([...load].sort()).toEqual(
          [
            [ip, { queued: 2, running: 1 }],
            ['10.0.0.9', { queued: 1, running: 0 }],
          ].sort(),
        );
        await succeed('d', NOON + 1);
        expect([...(await store.countUnendedByIp()).keys()]).toEqual([ip]);
      });
    });

    describe('removeEndedBefore', () => {
      it('removes the commits that ended before the moment', async () => {
        await insert(...['a', 'b', 'c'].map((id) => waitingRecord(id)));
        await succeed('a', NOON + 1);
        await apply('b', { kind: 'fail', at: NOON + 2, code: 'agent_lost', reason: 'gone' });
        await succeed('c', NOON + 3);
        expect(await store.removeEndedBefore(NOON + 3)).toBe(2);
        expect(await store.find('a')).toBeUndefined();
        expect(await store.find('b')).toBeUndefined();
        expect(await store.find('c')).toBeDefined();
        expect(await store.removeEndedBefore(NOON + 3)).toBe(0);
      });

      it('never removes an unended commit', async () => {
        const states = [INITIALIZED, PROCESSING, COMMITTING, PUSHING];
        await insert(...states.map((status) => waitingRecord(status, { status })));
        expect(await store.removeEndedBefore(NOON + 1e12)).toBe(0);
        expect(await store.findUnended()).toHaveLength(states.length);
      });
    });
  });
}

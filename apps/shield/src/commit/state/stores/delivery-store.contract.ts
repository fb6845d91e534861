import { beforeEach, describe, expect, it } from '@jest/globals';
import { transition } from '../commit-state.js';
import type { CommitStore } from '../commit-store.port.js';
import { NOON, waitingRecord } from './testing/waiting-record.js';
import type { Delivery, DeliveryClaim, DeliveryStore } from '../../../webhook/delivery-store.port.js';

/** A delivery store, and the commit store that writes to it. */
interface Stores {
  readonly deliveries: DeliveryStore;
  readonly commits: CommitStore;
}

const URL = 'https://hooks.example.com/commits?key=1';
const TRACE = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;

function delivery(id: string, fields: Partial<Delivery> = {}): Delivery {
  const times = { createdAt: NOON, dueAt: NOON };
  const event = { commitId: 'a', body: '{"type":"commit.failed"}', requestId: 'request-a' };
  return { id, url: URL, ...event, attempts: 0, ...times, ...fields };
}

/**
 * Contract of every delivery store.
 * @param open returns empty stores
 */
export function deliveryStoreContract(name: string, open: () => Promise<Stores>): void {
  describe(`${name} as a delivery store`, () => {
    let commits: CommitStore;
    let deliveries: DeliveryStore;

    beforeEach(async () => void ({ commits, deliveries } = await open()));

    /** Ends a commit and writes deliveries in the same step. @returns whether it was written */
    async function end(id: string, version: number, ...written: Delivery[]): Promise<boolean> {
      const record = waitingRecord(id, { version });
      const ended = transition(record, { kind: 'fail', at: NOON, code: 'agent_lost', reason: 'gone' });
      return commits.replace(ended!, version, written);
    }

    async function write(...written: Delivery[]): Promise<void> {
      await commits.insert(waitingRecord('a'));
      expect(await end('a', 1, ...written)).toBe(true);
    }

    function claim(fields: Partial<DeliveryClaim> = {}): Promise<Delivery[]> {
      return deliveries.claim({ url: URL, now: NOON, until: NOON + 30_000, limit: 100, ...fields });
    }

    const ids = (some: readonly Delivery[]) => some.map(({ id }) => id).sort();

    it('returns every field of a delivery that was written with the end of a commit', async () => {
      const odd = delivery('d', { body: '{"note":"😀 \\\\ \' ümläut"}', traceParent: TRACE, attempts: 3 });
      await write(odd);
      expect(await claim()).toEqual([{ ...odd, attempts: 4, dueAt: NOON + 30_000 }]);
    });

    it('has no delivery of an end that was not written, and every delivery of a written end', async () => {
      await commits.insert(waitingRecord('a'));
      expect(await end('a', 7, delivery('d'))).toBe(false);
      expect(await deliveries.count()).toBe(0);
      expect(await end('a', 1, delivery('d'), delivery('e'))).toBe(true);
      expect(await deliveries.count()).toBe(2);
    });

    it('writes the end of a commit only together with its deliveries', async () => {
      await write(delivery('d'));
      await commits.insert(waitingRecord('b'));
      // The memory store has no constraints; in a database, a violated one must roll back the end as well.
      const written = await end('b', 1, delivery('d')).catch(() => false);
      const { status } = (await commits.find('b'))!;
      expect(status).toBe(written ? 'FAILED' : 'INITIALIZED');
    });

    it('returns the due deliveries of one receiver, longest due first, up to the limit', async () => {
      await write(
        delivery('c', { dueAt: NOON - 1 }),
        delivery('a', { dueAt: NOON - 2 }),
        delivery('b'),
        delivery('later', { dueAt: NOON + 1 }),
        delivery('other', { url: 'https://hooks.example.com/others' }),
      );
      expect(ids(await claim({ limit: 2 }))).toEqual(['a', 'c']);
      expect(ids(await claim())).toEqual(['b']);
      expect(await claim()).toEqual([]);
      expect(ids(await claim({ now: NOON + 1 }))).toEqual(['later']);
    });

    it('claims a delivery again when its claim has expired', async () => {
      await write(delivery('d'));
      await claim({ until: NOON + 10 });
      expect(await claim({ now: NOON + 9 })).toEqual([]);
      expect(await claim({ now: NOON + 10 })).toMatchObject([{ id: 'd', attempts: 2 }]);
    });

    it('skips postponed deliveries until their time, and removed ones', async () => {
      await write(delivery('d'), delivery('e'));
      await claim();
      await deliveries.postpone('d', NOON + 50);
      await deliveries.remove('e');
      expect(await claim({ now: NOON + 49 })).toEqual([]);
      expect(await claim({ now: NOON + 50_000 })).toMatchObject([{ id: 'd', attempts: 2 }]);
      await deliveries.postpone('e', NOON);
      expect(await deliveries.count()).toBe(1);
    });

    it('returns each delivery to only one of many concurrent callers', async () => {
      const names = Array.from({ length: 60 }, (_, index) => `d${String(index).padStart(2, '0')}`);
      await write(...names.map((id) => delivery(id)));
      const claimed = (await Promise.all(Array.from({ length: 20 }, () => claim({ limit: 4 })))).flat();
      expect(new Set(ids(claimed)).size).toBe(claimed.length);
      while (claimed.length < names.length) {
        const more = await claim({ limit: 4 });
        expect(more.length).toBeGreaterThan(0);
        claimed.push(...more);
      }
      expect(ids(claimed)).toEqual(names);
    });

    it('removes deliveries written before a moment, and returns them', async () => {
      const old = delivery('d', { createdAt: NOON - 1 });
      await write(old, delivery('e'));
      expect(await deliveries.removeCreatedBefore(NOON)).toEqual([old]);
      expect(await deliveries.removeCreatedBefore(NOON)).toEqual([]);
      expect(await deliveries.count()).toBe(1);
    });

    it('survives the removal of its record', async () => {
      await write(delivery('d'));
      expect(await commits.removeEndedBefore(NOON + 1)).toBe(1);
      expect(ids(await claim())).toEqual(['d']);
    });
  });
}

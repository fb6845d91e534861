import { CommitStatus } from '@image-factory/contracts';
import type { Delivery } from '../../../../webhook/delivery-store.port.js';
import type { MemoryDeliveryStore } from '../../../../webhook/stores/memory/memory-delivery.store.js';
import type { CommitRecord, CommitStanding } from '../../commit-record.js';
import { hasEnded, IN_HAND, stateOf, transition } from '../../commit-state.js';
import type { ClaimRules, CommitCount, CommitFilter, PageRequest, CommitStore } from '../../commit-store.port.js';

/** In-memory commit store for tests and trials; nothing survives the process. */
export class MemoryCommitStore implements CommitStore {
  /** By id. */
  private readonly records = new Map<string, CommitRecord>();
  /** Unended records by container key. */
  private readonly running = new Map<string, CommitRecord>();

  constructor(private readonly deliveries: MemoryDeliveryStore) {}

  insert(record: CommitRecord): Promise<CommitRecord | undefined> {
    const inTheWay = this.keyed(record.idempotencyKey) ?? this.running.get(record.containerKey);
    if (inTheWay) return Promise.resolve(inTheWay);
    if (this.records.has(record.id)) return Promise.reject(new Error(`There is a commit ${record.id} already.`));
    this.write(record);
    return Promise.resolve(undefined);
  }

  find(id: string): Promise<CommitRecord | undefined> {
    return Promise.resolve(this.records.get(id));
  }

  findStanding(id: string): Promise<CommitStanding | undefined> {
    return this.find(id);
  }

  findByKey(idempotencyKey: string): Promise<CommitRecord | undefined> {
    return Promise.resolve(this.keyed(idempotencyKey));
  }

  findNewestOf(container: string): Promise<CommitStanding | undefined> {
    let newest: CommitRecord | undefined;
    for (const record of this.records.values()) {
      if (record.container === container && (!newest || record.id > newest.id)) newest = record;
    }
    return Promise.resolve(newest);
  }

  replace(record: CommitRecord, expectedVersion: number, deliveries: readonly Delivery[] = []): Promise<boolean> {
    const current = this.records.get(record.id)?.version === expectedVersion;
    if (current) {
      this.write(record);
      this.deliveries.add(deliveries);
    }
    return Promise.resolve(current);
  }

  claim({ now, until, perNode, limit }: ClaimRules): Promise<CommitRecord[]> {
    const unended = this.unended();
    const dispatched = new Map<string, number>();
    for (const record of unended) {
      if (isInHand(record, now)) dispatched.set(record.node, (dispatched.get(record.node) ?? 0) + 1);
    }
    const claimed: CommitRecord[] = [];
    for (const record of unended) {
      if (claimed.length === limit) break;
      const busy = dispatched.get(record.node) ?? 0;
      const next = busy < perNode ? transition(record, { kind: 'claim', at: now, until }) : undefined;
      if (!next) continue;
      this.write(next);
      dispatched.set(next.node, busy + 1);
      claimed.push(next);
    }
    return Promise.resolve(claimed);
  }

  placeInQueue({ id, node }: Pick<CommitRecord, 'id' | 'node'>): Promise<number> {
    let place = 0;
    for (const other of this.running.values()) {
      if (other.node === node && isWaiting(other) && other.id <= id) place++;
    }
    return Promise.resolve(place);
  }

  findUnended(ip?: string): Promise<CommitRecord[]> {
    return Promise.resolve(this.unended().filter((record) => ip === undefined || record.ip === ip));
  }

  countUnended(): Promise<CommitCount> {
    const unended = [...this.running.values()];
    const queued = unended.filter(isWaiting).length;
    return Promise.resolve({ queued, running: unended.length - queued });
  }

  countUnendedByIp(): Promise<ReadonlyMap<string, CommitCount>> {
    const counts = new Map<string, CommitCount>();
    for (const record of this.running.values()) {
      const { queued, running } = counts.get(record.ip) ?? { queued: 0, running: 0 };
      counts.set(record.ip, isWaiting(record) ? { queued: queued + 1, running } : { queued, running: running + 1 });
    }
    return Promise.resolve(counts);
  }

  list(filter: CommitFilter, { before, limit }: PageRequest): Promise<CommitRecord[]> {
    const newestFirst = [...this.records.values()].sort((a, b) => (a.id > b.id ? -1 : 1));
    const older = newestFirst.filter((record) => before === undefined || record.id < before);
    return Promise.resolve(older.filter((record) => matches(record, filter)).slice(0, limit));
  }

  removeEndedBefore(time: number): Promise<number> {
    const old = [...this.records.values()].filter((record) => hasEnded(record) && record.changedAt < time);
    old.forEach(({ id }) => this.records.delete(id));
    return Promise.resolve(old.length);
  }

  private keyed(key: string | undefined): CommitRecord | undefined {
    if (key === undefined) return undefined;
    return [...this.records.values()].find(({ idempotencyKey }) => idempotencyKey === key);
  }

  private write(record: CommitRecord): void {
    this.records.set(record.id, record);
    if (hasEnded(record)) this.running.delete(record.containerKey);
    else this.running.set(record.containerKey, record);
  }

  /** Oldest first. */
  private unended(): CommitRecord[] {
    return [...this.running.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

function isWaiting(record: CommitRecord): boolean {
  return record.status === CommitStatus.INITIALIZED;
}

function isInHand(record: CommitRecord, now: number): boolean {
  return IN_HAND.includes(record.status) || (isWaiting(record) && record.dispatchAt > now);
}

function matches(record: CommitRecord, { image, states, changedSince, ...exact }: CommitFilter): boolean {
  const same = (['ip', 'container', 'author'] as const).every(
    (field) => exact[field] === undefined || record[field] === exact[field],
  );
  return (
    same &&
    record.image.startsWith(image ?? '') &&
    (states?.includes(stateOf(record)) ?? true) &&
    record.changedAt >= (changedSince ?? 0)
  );
}

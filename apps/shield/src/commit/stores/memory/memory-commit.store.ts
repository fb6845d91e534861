import { Injectable } from '@nestjs/common';
import { CommitStatus } from '@image-factory/contracts';
import type { CommitRecord } from '../../commit-record.js';
import { hasEnded, IN_HAND, transition } from '../../commit-state.js';
import type { ClaimRules, CommitStore } from '../../commit-store.port.js';

/** Keeps the records in memory: for tests and trials, nothing survives the process. */
@Injectable()
export class MemoryCommitStore implements CommitStore {
  /** In the order of acceptance, which is that of the ids. */
  private readonly records = new Map<string, CommitRecord>();

  insert(record: CommitRecord): Promise<CommitRecord | undefined> {
    const running = this.unended().find(({ containerKey }) => containerKey === record.containerKey);
    if (!running) this.records.set(record.id, record);
    return Promise.resolve(running);
  }

  find(id: string): Promise<CommitRecord | undefined> {
    return Promise.resolve(this.records.get(id));
  }

  findNewestOf(container: string): Promise<CommitRecord | undefined> {
    return Promise.resolve(this.all().findLast((record) => record.container === container));
  }

  replace(record: CommitRecord, expectedVersion: number): Promise<boolean> {
    const current = this.records.get(record.id)?.version === expectedVersion;
    if (current) this.records.set(record.id, record);
    return Promise.resolve(current);
  }

  claim({ now, until, perNode, limit }: ClaimRules): Promise<CommitRecord[]> {
    const inHand = new Map<string, number>();
    for (const record of this.unended()) {
      if (isInHand(record, now)) inHand.set(record.node, (inHand.get(record.node) ?? 0) + 1);
    }
    const claimed: CommitRecord[] = [];
    for (const record of this.unended()) {
      if (claimed.length === limit) break;
      const busy = inHand.get(record.node) ?? 0;
      const next = busy < perNode ? transition(record, { kind: 'claim', at: now, until }) : undefined;
      if (!next) continue;
      this.records.set(next.id, next);
      inHand.set(next.node, busy + 1);
      claimed.push(next);
    }
    return Promise.resolve(claimed);
  }

  placeInQueue({ id, node }: CommitRecord): Promise<number> {
    const ahead = this.unended().filter((other) => other.node === node && isWaiting(other) && other.id <= id);
    return Promise.resolve(ahead.length);
  }

  findUnended(ip?: string): Promise<CommitRecord[]> {
    return Promise.resolve(this.unended().filter((record) => ip === undefined || record.ip === ip));
  }

  removeEndedBefore(time: number): Promise<number> {
    const old = this.all().filter((record) => hasEnded(record) && record.changedAt < time);
    old.forEach(({ id }) => this.records.delete(id));
    return Promise.resolve(old.length);
  }

  private unended(): CommitRecord[] {
    return this.all().filter((record) => !hasEnded(record));
  }

  private all(): CommitRecord[] {
    return [...this.records.values()];
  }
}

function isWaiting(record: CommitRecord): boolean {
  return record.status === CommitStatus.INITIALIZED;
}

function isInHand(record: CommitRecord, now: number): boolean {
  return IN_HAND.includes(record.status) || (isWaiting(record) && record.dispatchAt > now);
}

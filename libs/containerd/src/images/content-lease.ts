import { randomUUID } from 'node:crypto';
import type { ContainerdConnection } from '../api/containerd-connection.js';

/** Expiry of the lease of a killed agent; longer than any commit. */
const EXPIRY_MS = 24 * 3_600_000;

/** Protects the content that a commit reads from containerd's garbage collection, not from an explicit removal. */
export class ContentLease {
  private constructor(
    private readonly connection: ContainerdConnection,
    readonly id: string,
  ) {}

  /** @param prefix of its id */
  static async take(connection: ContainerdConnection, prefix = 'image-factory'): Promise<ContentLease> {
    const id = `${prefix}-${randomUUID()}`;
    const expiry = new Date(Date.now() + EXPIRY_MS).toISOString();
    await connection.call('Leases.Create', { id, labels: { 'containerd.io/gc.expire': expiry } }, 'create a lease');
    return new ContentLease(connection, id);
  }

  /**
   * Adds a blob and everything that its labels refer to: a manifest with its configuration and its layers.
   *
   * @param digest of a blob; a missing one has no effect
   */
  addContent(digest: string): Promise<void> {
    return this.add(digest, 'content');
  }

  /** Adds a snapshot and all its parents. */
  addSnapshot(snapshotter: string, name: string): Promise<void> {
    return this.add(name, `snapshots/${snapshotter}`);
  }

  /** Never fails: a remaining lease expires. */
  async release(): Promise<void> {
    const request = { id: this.id, sync: true };
    await this.connection.call('Leases.Delete', request, 'remove a lease').catch(() => undefined);
  }

  private async add(id: string, type: string): Promise<void> {
    await this.connection.call('Leases.AddResource', { id: this.id, resource: { id, type } }, 'extend a lease');
  }
}

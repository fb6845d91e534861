import { randomUUID } from 'node:crypto';
import { type AgentProcess, isAlive, thisProcess } from '@image-factory/runtime';
import type { ContainerdConnection } from '../api/containerd-connection.js';

/** Expiry of the lease of a killed agent; longer than any commit. */
const EXPIRY_MS = 24 * 3_600_000;
/** Label with the process that has taken the lease. */
const OWNER_LABEL = 'image-factory/agent';

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
    const labels = { 'containerd.io/gc.expire': expiry, [OWNER_LABEL]: JSON.stringify(await thisProcess()) };
    await connection.call('Leases.Create', { id, labels }, 'create a lease');
    return new ContentLease(connection, id);
  }

  /** The leases of agents that have ended. An agent in another pid namespace counts as living: its leases expire. */
  static async abandoned(connection: ContainerdConnection, prefix: string): Promise<string[]> {
    const filters = [`id~=^${prefix}-`];
    const { leases } = await connection.call('Leases.List', { filters }, 'list the leases');
    const abandoned: string[] = [];
    for (const { id, labels } of leases) {
      const owner = labels[OWNER_LABEL];
      if (owner === undefined || (await isAlive(JSON.parse(owner) as AgentProcess)) === false) abandoned.push(id);
    }
    return abandoned;
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

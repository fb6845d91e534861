import { type CredentialSource, RegistryClient } from '@image-factory/oci';
import type { RegistryTrust } from '@image-factory/runtime';
import type { CommitTask } from '../commit-strategy.port.js';
import type { OriginClients } from './origin-layers.js';

/** Clients of registries for one commit: as the node reaches them, with the logins of the node or of the commit. */
export class RegistryOrigins implements OriginClients {
  private readonly clients = new Map<string, Promise<RegistryClient>>();

  /** @param credentials logins of the node; those of the commit apply to its own registry */
  constructor(
    private readonly task: Pick<CommitTask, 'reference' | 'credentials'>,
    private readonly trust: RegistryTrust,
    private readonly credentials: CredentialSource | undefined,
    private readonly warn: (message: string) => void,
  ) {}

  of(registry: string): Promise<RegistryClient> {
    const known = this.clients.get(registry) ?? this.open(registry);
    this.clients.set(registry, known);
    return known;
  }

  /** Closes all connections in the background. */
  close(): void {
    for (const client of this.clients.values()) client.then((opened) => opened.close()).catch(() => undefined);
  }

  private async open(registry: string): Promise<RegistryClient> {
    const { reference, credentials } = this.task;
    const own = registry === reference.registry ? credentials : await this.credentials?.find(registry);
    const access = await this.trust.accessTo(registry);
    return new RegistryClient({ registry, credentials: own, ...access, warn: this.warn }, true);
  }
}

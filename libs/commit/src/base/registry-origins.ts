import { type CredentialSource, RegistryClient, type RegistryMirror } from '@image-factory/oci';
import type { RegistryTrust } from '@image-factory/runtime';
import type { CommitTask } from '../commit-strategy.port.js';
import type { OriginClients, OriginEndpoint } from './origin-layers.js';

/**
 * Clients of registries for one commit: as the node reaches them, through its mirrors first, with the logins of the node or
 * of the commit.
 */
export class RegistryOrigins implements OriginClients {
  private readonly opened = new Map<string, Promise<OriginEndpoint[]>>();

  /** @param credentials logins of the node; those of the commit apply to its own registry */
  constructor(
    private readonly task: Pick<CommitTask, 'reference' | 'credentials'>,
    private readonly trust: RegistryTrust,
    private readonly credentials: CredentialSource | undefined,
    private readonly warn: (message: string) => void,
  ) {}

  of(registry: string): Promise<OriginEndpoint[]> {
    const known = this.opened.get(registry) ?? this.open(registry);
    this.opened.set(registry, known);
    return known;
  }

  /** Closes all connections in the background. */
  close(): void {
    for (const endpoints of this.opened.values()) {
      endpoints.then((all) => Promise.all(all.map(({ client }) => client.close()))).catch(() => undefined);
    }
  }

  private async open(registry: string): Promise<OriginEndpoint[]> {
    const { mirrors = [], ...own } = await this.trust.accessTo(registry);
    return Promise.all([...mirrors, { ...own, registry }].map((mirror) => this.endpoint(mirror)));
  }

  private async endpoint({ repositoryPrefix = '', ...access }: RegistryMirror): Promise<OriginEndpoint> {
    const { registry } = access;
    const { reference, credentials } = this.task;
    const own = registry === reference.registry ? credentials : await this.credentials?.find(registry);
    const client = new RegistryClient({ ...access, credentials: own, warn: this.warn }, true);
    return { registry, repositoryPrefix, client };
  }
}

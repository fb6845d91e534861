import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** The registries that the runtime is configured to reach without TLS or without verifying certificates. */
export class InsecureRegistries {
  private readonly networks = new BlockList();

  /**
   * @param hosts settings of single registries, by `host` or `host:port`
   * @param cidrs networks whose registries are all insecure: `127.0.0.0/8`
   */
  constructor(
    private readonly hosts: Readonly<Record<string, { readonly secure: boolean }>>,
    cidrs: readonly string[],
  ) {
    for (const cidr of cidrs) this.addNetwork(cidr);
  }

  /** @param entries hosts, with a port or without, and networks */
  static listed(entries: readonly string[]): InsecureRegistries {
    const networks = entries.filter((entry) => entry.includes('/'));
    const hosts = entries.filter((entry) => !entry.includes('/')).map((host) => [host, { secure: false }] as const);
    return new InsecureRegistries(Object.fromEntries(hosts), networks);
  }

  /** @param registry in the spelling of `ImageReference.registry` */
  async includes(registry: string): Promise<boolean> {
    const host = this.hosts[registry];
    if (host) return !host.secure;
    const addresses = await addressesOf(hostnameOf(registry));
    return addresses.some((address) => this.networks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'));
  }

  private addNetwork(cidr: string): void {
    const [network = '', prefix] = cidr.split('/');
    const family = isIP(network);
    if (family !== 0) this.networks.addSubnet(network, Number(prefix), family === 6 ? 'ipv6' : 'ipv4');
  }
}

function hostnameOf(registry: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(registry);
  return bracketed?.[1] ?? registry.replace(/:\d+$/, '');
}

/** An unknown host is in no network: the later connection reports the failure. */
async function addressesOf(hostname: string): Promise<string[]> {
  if (isIP(hostname)) return [hostname];
  try {
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

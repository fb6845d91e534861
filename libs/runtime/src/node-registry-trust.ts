import { FactoryError } from '@image-factory/errors';
import { InsecureRegistries, mergedProxies, type RegistryAccess } from '@image-factory/oci';
import type { RegistryTrust } from './container-runtime.port.js';

/**
 * Registries as the runtimes of a node reach them: the settings of any runtime apply to the node. Settings of one registry,
 * such as a hosts.toml, precede lists of insecure registries.
 */
export class NodeRegistryTrust implements RegistryTrust {
  private readonly insecure: InsecureRegistries;

  /** @param insecureRegistries names and networks of the agent's own list */
  constructor(
    private readonly runtimes: { serving(): Promise<readonly { readonly registryTrust: RegistryTrust }[]> },
    insecureRegistries: readonly string[] = [],
  ) {
    this.insecure = InsecureRegistries.listed(insecureRegistries);
  }

  /** Skips runtimes that do not answer, unless all of them are silent. */
  async accessTo(registry: string): Promise<RegistryAccess> {
    const runtimes = await this.runtimes.serving();
    const answers = await Promise.allSettled(runtimes.map(({ registryTrust }) => registryTrust.accessTo(registry)));
    const known = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const failures = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [FactoryError.from(answer.reason)] : [],
    );
    const failure = failures.find(({ code }) => code !== 'engine_unreachable' || known.length === 0);
    if (failure) throw failure;
    return merged(known, await this.insecure.includes(registry));
  }
}

function merged(all: readonly RegistryAccess[], isListed: boolean): RegistryAccess {
  const specific = all.filter(({ isSpecific }) => isSpecific);
  const insecure =
    specific.length > 0
      ? specific.some((access) => access.insecure)
      : isListed || all.some((access) => access.insecure);
  if (all.length === 1) return { ...all[0]!, insecure };
  const mirrors = all.flatMap((access) => access.mirrors ?? []);
  const certificates = all.flatMap((access) => access.certificates ?? []);
  const client = certificates.find(({ certificate }) => certificate !== undefined);
  return {
    insecure,
    proxies: mergedProxies(...all.flatMap(({ proxies }) => proxies ?? [])),
    ...(specific.length > 0 && { isSpecific: true }),
    ...(mirrors.length > 0 && { mirrors }),
    ...(certificates.length > 0 && {
      certificates: { ...client, authorities: certificates.flatMap(({ authorities }) => authorities) },
    }),
  };
}

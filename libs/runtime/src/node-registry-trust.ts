import { FactoryError } from '@image-factory/errors';
import { mergedProxies, type RegistryAccess } from '@image-factory/oci';
import type { RegistryTrust } from './container-runtime.port.js';

/** Registries as the runtimes of a node reach them: the settings of any runtime apply to the node. */
export class NodeRegistryTrust implements RegistryTrust {
  constructor(
    private readonly runtimes: { serving(): Promise<readonly { readonly registryTrust: RegistryTrust }[]> },
  ) {}

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
    return merged(known);
  }
}

function merged(all: readonly RegistryAccess[]): RegistryAccess {
  if (all.length === 1) return all[0]!;
  const certificates = all.flatMap((access) => access.certificates ?? []);
  const client = certificates.find(({ certificate }) => certificate !== undefined);
  return {
    insecure: all.some(({ insecure }) => insecure),
    proxies: mergedProxies(...all.flatMap(({ proxies }) => proxies ?? [])),
    ...(certificates.length > 0 && {
      certificates: { ...client, authorities: certificates.flatMap(({ authorities }) => authorities) },
    }),
  };
}

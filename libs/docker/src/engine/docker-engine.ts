import { DEFAULT_REGISTRY, mergedProxies, type ProxySettings, type RegistryAccess } from '@image-factory/oci';
import type { DockerHost } from './docker-host.js';
import { engineInfo, engineMirrors, engineProxies, insecureRegistries } from './engine-answers.js';
import { EngineConnection } from './engine-connection.js';
import { EngineContainers } from './engine-containers.js';
import type { EngineInfo } from './engine-facts.js';
import { EngineImages } from './engine-images.js';

/** The container runtime of the node: Docker, or another implementation of its API. Every failure is a FactoryError. */
export class DockerEngine {
  readonly containers: EngineContainers;
  readonly images: EngineImages;
  private readonly connection: EngineConnection;

  /** @param proxies proxies of this process; without any, those of the runtime apply to registries */
  constructor(
    host: DockerHost,
    private readonly proxies: ProxySettings = {},
  ) {
    this.connection = new EngineConnection(host);
    this.containers = new EngineContainers(this.connection);
    this.images = new EngineImages(this.connection);
  }

  /** @throws FactoryError `engine_unreachable` */
  async ping(): Promise<void> {
    await this.connection.call('answer', ({ prompt }) => prompt.ping());
  }

  async info(): Promise<EngineInfo> {
    return engineInfo(await this.connection.call('describe itself', ({ lockable }) => lockable.info()));
  }

  /**
   * How the runtime reaches a registry: without TLS or certificate verification, through which proxies and mirrors.
   *
   * @param registry in the spelling of `ImageReference.registry`
   */
  async accessTo(registry: string): Promise<RegistryAccess> {
    const info: unknown = await this.connection.call('describe itself', ({ lockable }) => lockable.info());
    const insecureOnes = insecureRegistries(info);
    const proxies = mergedProxies(this.proxies, engineProxies(info));
    const mirrors = registry === DEFAULT_REGISTRY ? engineMirrors(info) : [];
    return {
      insecure: await insecureOnes.includes(registry),
      proxies,
      mirrors: await Promise.all(
        mirrors.map(async ({ host, protocol }) => ({
          registry: host,
          insecure: protocol === 'http:' || (await insecureOnes.includes(host)),
          proxies,
        })),
      ),
    };
  }
}

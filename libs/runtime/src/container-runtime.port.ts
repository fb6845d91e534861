import type { RegistryAccess } from '@image-factory/oci';
import type { BaseImage, WritableLayer } from './container-layers.port.js';
import type { ContainerSource } from './container-source.port.js';
import type { LocalNames } from './local-names.port.js';
import type { NativeCommit } from './native-commit.port.js';
import type { Pauser } from './pauser.port.js';

/** Facts about a runtime itself. */
export interface RuntimeFacts {
  /** Stable across restarts; empty if the runtime has none. */
  readonly id: string;
  /** `20.10.24` */
  readonly version: string;
}

/** The container runtime of a node, as a set of ports. */
export interface ContainerRuntime {
  readonly containers: ContainerSource;
  readonly pauser: Pauser;
  readonly writableLayer: WritableLayer;
  readonly baseImage: BaseImage;
  readonly registryTrust: RegistryTrust;
  readonly nativeCommit: NativeCommit;
  readonly localNames: LocalNames;

  /** @throws FactoryError `engine_unreachable` */
  facts(): Promise<RuntimeFacts>;

  /** @throws FactoryError `engine_unreachable` */
  ping(): Promise<void>;
}

/** Injection token of the runtime that the application uses. */
export const CONTAINER_RUNTIME = Symbol('ContainerRuntime');

/** How the node reaches registries: over plain HTTP, without verifying certificates, through which proxies. */
export interface RegistryTrust {
  /**
   * @param registry host and port, in the spelling of `ImageReference.registry`
   * @throws FactoryError `engine_unreachable`
   */
  accessTo(registry: string): Promise<RegistryAccess>;
}

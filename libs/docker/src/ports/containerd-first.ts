import { FactoryError } from '@image-factory/errors';
import type {
  BaseImage,
  ContainerFacts,
  HeldImage,
  LayerLocation,
  RuntimePaths,
  WritableLayer,
} from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';

/** Ports to the layers of containers and their images. */
export interface LayerPorts {
  readonly writableLayer: WritableLayer;
  readonly baseImage: BaseImage;
}

/** Docker's image store in containerd, as containerd itself serves it. */
export interface ContainerdStore extends LayerPorts {
  /** Closes the connection. */
  close(): void;
}

/**
 * Opens the store behind Docker.
 *
 * @param snapshotter Docker's storage driver
 * @param address path of containerd's socket; undefined if Docker does not report it
 */
export type OpenContainerdStore = (snapshotter: string, address: string | undefined) => ContainerdStore;

/**
 * Reads Docker's layers and images from its containerd, which also works for stopped containers. While containerd is
 * unreachable, and for Docker's other image stores, reads them from Docker.
 */
export class ContainerdFirst implements WritableLayer, BaseImage {
  private opened?: { readonly key: string; readonly store: ContainerdStore };

  constructor(
    private readonly engine: DockerEngine,
    private readonly docker: LayerPorts,
    private readonly open: OpenContainerdStore,
  ) {}

  locate(container: ContainerFacts): Promise<LayerLocation> {
    return this.first(({ writableLayer }) => writableLayer.locate(container));
  }

  runtimePaths(container: ContainerFacts): Promise<RuntimePaths | undefined> {
    return this.first(({ writableLayer }) => writableLayer.runtimePaths(container));
  }

  hold(container: ContainerFacts): Promise<HeldImage> {
    return this.first(({ baseImage }) => baseImage.hold(container));
  }

  close(): void {
    this.opened?.store.close();
  }

  private async first<T>(ask: (ports: LayerPorts) => Promise<T>): Promise<T> {
    const store = await this.store();
    try {
      if (store) return await ask(store);
    } catch (error) {
      if (FactoryError.from(error).code !== 'engine_unreachable') throw error;
    }
    return ask(this.docker);
  }

  /** @returns undefined for another image store */
  private async store(): Promise<ContainerdStore | undefined> {
    const { imageStore, storageDriver, containerdAddress } = await this.engine.info();
    if (imageStore !== 'containerd') return undefined;
    const key = `${storageDriver} ${containerdAddress ?? ''}`;
    if (this.opened?.key !== key) {
      this.opened?.store.close();
      this.opened = { key, store: this.open(storageDriver, containerdAddress) };
    }
    return this.opened.store;
  }
}

import type { ContainerRuntime, RuntimeFacts } from '@image-factory/runtime';
import { type ContainerdAddress, ContainerdConnection } from './api/containerd-connection.js';
import { ContainerLookup } from './containers/container-lookup.js';
import { ContainerTasks } from './containers/container-tasks.js';
import { ContainerdContainerSource } from './source/containerd-container-source.js';
import { ContainerImages } from './images/container-images.js';
import { ContainerdBaseImage } from './images/containerd-base-image.js';
import { ContainerdLocalNames } from './images/containerd-local-names.js';
import { ContentStore } from './images/content-store.js';
import { ImageStore } from './images/image-store.js';
import { ControlGroups } from '@image-factory/runtime';
import { ContainerdNativeCommit } from './native-commit/containerd-native-commit.js';
import { SnapshotDiff } from './native-commit/snapshot-diff.js';
import { ContainerdPauser } from './pause/containerd-pauser.js';
import { ContainerdWritableLayer } from './snapshots/containerd-writable-layer.js';
import { SnapshotStore } from './snapshots/snapshot-store.js';
import { ContainerdRegistryTrust, type RegistryTrustOptions } from './trust/containerd-registry-trust.js';

/** Settings of a runtime. */
export interface ContainerdRuntimeOptions extends ContainerdAddress, RegistryTrustOptions {
  /** Receives problems that remain after a commit, such as a container that containerd has left paused. */
  readonly warn?: (message: string) => void;
}

/** One namespace of containerd, such as that of Kubernetes. */
export class ContainerdRuntime implements ContainerRuntime {
  readonly containers: ContainerdContainerSource;
  readonly pauser: ContainerdPauser;
  readonly writableLayer: ContainerdWritableLayer;
  readonly baseImage: ContainerdBaseImage;
  readonly registryTrust: ContainerdRegistryTrust;
  readonly nativeCommit: ContainerdNativeCommit;
  readonly localNames: ContainerdLocalNames;
  private readonly connection: ContainerdConnection;

  constructor({ warn = () => undefined, ...options }: ContainerdRuntimeOptions = {}) {
    const connection = new ContainerdConnection(options);
    const lookup = new ContainerLookup(connection);
    const tasks = new ContainerTasks(connection);
    const snapshots = new SnapshotStore(connection);
    const content = new ContentStore(connection);
    const images = new ImageStore(connection, content);
    const containerImages = new ContainerImages(images, snapshots);
    const groups = new ControlGroups();
    this.connection = connection;
    this.writableLayer = new ContainerdWritableLayer(lookup, snapshots);
    this.containers = new ContainerdContainerSource({
      ...{ lookup, tasks, snapshots, groups },
      images: containerImages,
      writableLayer: this.writableLayer,
    });
    this.baseImage = new ContainerdBaseImage({ connection, lookup, snapshots, content, images });
    this.registryTrust = new ContainerdRegistryTrust(options);
    this.pauser = new ContainerdPauser({ connection, lookup, tasks, groups, warn });
    this.nativeCommit = new ContainerdNativeCommit({
      ...{ connection, lookup, content, images, warn },
      ...{ containers: this.containers, pauser: this.pauser, registryTrust: this.registryTrust },
      diff: new SnapshotDiff(connection, snapshots, content),
    });
    this.localNames = new ContainerdLocalNames({ images, lookup, containerImages });
  }

  async facts(): Promise<RuntimeFacts> {
    const [{ version }, { uuid: id }] = await Promise.all([
      this.connection.call('Version.Version', {}, 'report its version'),
      this.connection.call('Introspection.Server', {}, 'describe itself'),
    ]);
    return { id, version };
  }

  async ping(): Promise<void> {
    await this.connection.call('Version.Version', {}, 'answer');
  }

  /**
   * Whether the namespace exists; the first container creates it.
   *
   * @throws FactoryError `engine_unreachable`
   */
  async hasNamespace(): Promise<boolean> {
    const { namespaces } = await this.connection.call('Namespaces.List', {}, 'list its namespaces');
    return namespaces.some(({ name }) => name === this.connection.namespace);
  }

  /** Closes the connection. */
  close(): void {
    this.connection.close();
  }
}

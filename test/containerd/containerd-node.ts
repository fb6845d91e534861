import { ContainerdRuntime } from '@image-factory/containerd';
import { type PodContainer, PrivateContainerd } from '../../sandbox/index.js';

/** A containerd of its own with the container of a pod `alice`, and the runtime that a test examines. */
export class ContainerdNode implements AsyncDisposable {
  private constructor(
    readonly containerd: PrivateContainerd,
    readonly runtime: ContainerdRuntime,
    readonly container: PodContainer,
  ) {}

  static async start(): Promise<ContainerdNode> {
    const containerd = await PrivateContainerd.start();
    try {
      const container = await (await containerd.pod({ name: 'alice' })).start();
      return new ContainerdNode(containerd, new ContainerdRuntime({ address: containerd.socket }), container);
    } catch (error) {
      await containerd.stop();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.runtime.close();
    await this.containerd.stop();
  }
}

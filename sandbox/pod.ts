import { randomUUID } from 'node:crypto';
import type { CriClient } from './cri-client.js';

/** `NamespaceMode.NODE` of CRI: the namespace of the node, which needs no network plugin. */
const NODE = 2;

/** Options of a pod. */
export interface PodOptions {
  readonly name: string;
  /** Default `default`. */
  readonly namespace?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Options of a container of a pod. */
export interface PodContainerOptions {
  /** Default `work`. */
  readonly name?: string;
  /** Number of the attempt; the kubelet increases it at each start of the container. */
  readonly attempt?: number;
  readonly image?: string;
  /** Default: that of the image. */
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Mounted folders of the node, by their path in the container. */
  readonly mounts?: Readonly<Record<string, string>>;
}

/** Requirements of pods on their node. */
export interface PodNode {
  readonly cri: CriClient;
  readonly image: string;
  readonly controlGroup: string;
  readonly logFolder: string;
}

/** A pod as the kubelet creates it, on the network of the node. */
export class Pod {
  private constructor(
    private readonly node: PodNode,
    /** Id of its sandbox. */
    readonly id: string,
    private readonly config: object,
    readonly namespace: string,
    readonly name: string,
  ) {}

  static async run(node: PodNode, { name, namespace = 'default', annotations = {} }: PodOptions): Promise<Pod> {
    const uid = randomUUID();
    const config = {
      metadata: { name, uid, namespace, attempt: 0 },
      log_directory: node.logFolder,
      labels: {
        'io.kubernetes.pod.name': name,
        'io.kubernetes.pod.namespace': namespace,
        'io.kubernetes.pod.uid': uid,
      },
      annotations,
      linux: { cgroup_parent: node.controlGroup, security_context: { namespace_options: { network: NODE } } },
    };
    const { pod_sandbox_id: id } = await node.cri.call<{ pod_sandbox_id: string }>('RunPodSandbox', { config });
    return new Pod(node, id, config, namespace, name);
  }

  /** Creates and starts a container. */
  async start(options: PodContainerOptions = {}): Promise<PodContainer> {
    const { name = 'work', attempt = 0, image = this.node.image, command, environment = {}, mounts = {} } = options;
    const config = {
      metadata: { name, attempt },
      image: { image },
      command: command ?? [],
      envs: Object.entries(environment).map(([key, value]) => ({ key, value })),
      mounts: Object.entries(mounts).map(([path, folder]) => ({ container_path: path, host_path: folder })),
      labels: {
        'io.kubernetes.container.name': name,
        'io.kubernetes.pod.name': this.name,
        'io.kubernetes.pod.namespace': this.namespace,
      },
      log_path: `${name}-${attempt}.log`,
      linux: { security_context: { namespace_options: { network: NODE } } },
    };
    const request = { pod_sandbox_id: this.id, config, sandbox_config: this.config };
    const { container_id: id } = await this.node.cri.call<{ container_id: string }>('CreateContainer', request);
    await this.node.cri.call('StartContainer', { container_id: id });
    return new PodContainer(this.node.cri, id, `${this.namespace}/${this.name}/${name}`);
  }

  /** Stops and removes the pod with its containers. */
  async remove(): Promise<void> {
    await this.node.cri.call('StopPodSandbox', { pod_sandbox_id: this.id });
    await this.node.cri.call('RemovePodSandbox', { pod_sandbox_id: this.id });
  }
}

/** A running container of a pod. */
export class PodContainer {
  constructor(
    private readonly cri: CriClient,
    /** Full id. */
    readonly id: string,
    /** `namespace/pod/container` */
    readonly name: string,
  ) {}

  /** Runs a shell command line in it and returns its output; fails if the shell fails. */
  async shell(line: string): Promise<string> {
    const request = { container_id: this.id, cmd: ['sh', '-c', line], timeout: 60 };
    const answer = await this.cri.call<{ stdout: Buffer; stderr: Buffer; exit_code: number }>('ExecSync', request);
    if (answer.exit_code === 0) return answer.stdout.toString();
    throw new Error(`In ${this.name}, \`${line}\` ended with ${answer.exit_code}: ${answer.stderr.toString().trim()}`);
  }

  /** `ContainerState` of CRI: 1 is running, 2 exited, 3 unknown. */
  async state(): Promise<number> {
    const answer = await this.cri.call<{ status: { state: number } }>('ContainerStatus', { container_id: this.id });
    return answer.status.state;
  }

  /** Stops the container; its record and its files stay. */
  async stop(): Promise<void> {
    await this.cri.call('StopContainer', { container_id: this.id, timeout: 0 });
  }

  /** Removes the container with its files, running or not. */
  async remove(): Promise<void> {
    await this.stop();
    await this.cri.call('RemoveContainer', { container_id: this.id });
  }
}

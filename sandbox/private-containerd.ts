import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { ControlGroup } from './control-group.js';
import { CriClient } from './cri-client.js';
import { Daemon } from './daemon.js';
import { engineCommand } from './engine-root.js';
import { type ImageArchive, type ImageArchiveOptions, writeImageArchive } from './image-archive.js';
import { killProcessesOf, removeRuncState, removeShimSockets, unmountAll } from './leftovers.js';
import { outputOf } from './output-of.js';
import { Part } from './part.js';
import { Pod, type PodOptions } from './pod.js';
import { until } from './until.js';

/** Image of the containers, and of the pause containers of the pods. */
const IMAGE = 'docker.io/sandbox/busybox:latest';
/** Namespace of Kubernetes. */
const NAMESPACE = 'k8s.io';

/** Options of a private containerd. */
export interface PrivateContainerdOptions {
  /**
   * Version 2 on a machine that was booted with version 1: containerd runs in a private mount namespace, without CRI.
   */
  readonly controlGroups?: 2;
  /** Default `overlayfs`. */
  readonly snapshotter?: string;
  /** Whether a pull removes the blobs of the layers after it has unpacked them; default false. */
  readonly discardsLayers?: boolean;
}

/** A private containerd with CRI: data, state, sockets and control group are separate from the machine's. */
export class PrivateContainerd extends Part {
  /** The image of its containers. */
  image!: ImageArchive & { readonly reference: string };
  readonly cri: CriClient;
  readonly #daemon: Daemon;
  readonly #group: ControlGroup;
  readonly #hasCri: boolean;
  readonly #snapshotter: string;
  readonly #pods = new Set<Pod>();

  /** Starts a containerd that has the base image. */
  static start(options: PrivateContainerdOptions = {}): Promise<PrivateContainerd> {
    return Part.launch(new PrivateContainerd(options));
  }

  private constructor(options: PrivateContainerdOptions) {
    super('c');
    this.#hasCri = options.controlGroups !== 2;
    this.#snapshotter = options.snapshotter ?? 'overlayfs';
    this.#group = new ControlGroup(`/${basename(dirname(this.folder.path))}/${basename(this.folder.path)}`);
    this.cri = new CriClient(this.socket);
    const command = ['containerd', '--config', this.folder.write('config.toml', this.#configuration(options))] as const;
    this.#daemon = new Daemon({
      command: this.#hasCri
        ? engineCommand(command)
        : ['unshare', '--mount', '--propagation', 'private', ...underVersion2(command)],
      folder: this.folder.path,
      logFile: this.folder.at('log'),
      environment: { HOME: this.folder.path, TMPDIR: this.folder.path },
      ready: () =>
        Promise.resolve(spawnSync('ctr', ['--address', this.socket, 'version'], { stdio: 'ignore' }).status === 0),
    });
    mkdirSync(this.certificates, { recursive: true });
  }

  get socket(): string {
    return this.folder.at('containerd.sock');
  }

  /** Process id of containerd. */
  get pid(): number {
    return this.#daemon.pid;
  }

  /** Folder of the hosts.toml files. */
  get certificates(): string {
    return this.folder.at('certs.d');
  }

  /** Control group of the containers, such as "/sandbox/containerd". */
  get controlGroup(): string {
    return this.#group.name;
  }

  /** Its log output. */
  get log(): string {
    return this.#daemon.log;
  }

  /** Runs containerd's own command in the namespace of Kubernetes. */
  ctr(...args: readonly string[]): string {
    return this.ctrIn(NAMESPACE, ...args);
  }

  /** Runs containerd's own command in a namespace. */
  ctrIn(namespace: string, ...args: readonly string[]): string {
    return outputOf('ctr', '--address', this.socket, '--namespace', namespace, ...args);
  }

  /** Imports an image for containers. */
  async import(reference: string, options: ImageArchiveOptions = {}): Promise<ImageArchive> {
    const archive = await writeImageArchive(this.folder, reference, options);
    this.ctr('images', 'import', '--snapshotter', this.#snapshotter, archive.file);
    const request = { image: { image: reference } };
    // CRI adds the image to its list on an event of containerd.
    const isListed = async () =>
      (await this.cri.call<{ image: { id: string } | null }>('ImageStatus', request)).image?.id;
    if (this.#hasCri) await until(`CRI to list ${reference}`, 10, isListed);
    return archive;
  }

  /** Starts a pod, which is removed with this containerd. */
  async pod(options: PodOptions): Promise<Pod> {
    const { cri, controlGroup } = this;
    const node = { cri, image: this.image.reference, controlGroup, logFolder: this.folder.at('logs') };
    const pod = await Pod.run(node, options);
    this.#pods.add(pod);
    return pod;
  }

  /**
   * Starts a container without CRI.
   *
   * @param name prefix of its id, because ids of runc are unique on the whole machine
   * @param options of `ctr run`
   */
  run(name: string, image = this.image.reference, options: readonly string[] = []): PlainContainer {
    const id = `${name}-${randomBytes(4).toString('hex')}`;
    // On a machine with both cgroup versions, version 2 has no controllers, so limits are unavailable.
    const limits = ['--cpu-shares', '0'];
    this.ctr('run', '--detach', ...limits, '--cgroup', `${this.controlGroup}/${id}`, ...options, image, id);
    return new PlainContainer(this, id);
  }

  /** Kills containerd with SIGKILL, like a crash; containers are unaffected. */
  async kill(): Promise<void> {
    await this.#daemon.kill();
  }

  /** Starts it again after `kill`. */
  async restart(): Promise<void> {
    await this.#daemon.start();
  }

  protected override async up(): Promise<void> {
    await this.#daemon.start();
    this.image = { ...(await this.import(IMAGE)), reference: IMAGE };
  }

  protected override async down(): Promise<void> {
    if (this.#daemon.alive) for (const pod of this.#pods) await pod.remove().catch(() => undefined);
    this.cri.close();
    await this.#daemon.stop();
    this.#group.kill();
    killProcessesOf(this.folder.path);
    removeShimSockets(this.folder.at('state/io.containerd.runtime.v2.task', NAMESPACE));
    removeRuncState(this.folder.path, NAMESPACE);
    unmountAll(this.folder.path);
    await until('the containers to end', 10, () => {
      this.#group.remove();
      return true;
    });
  }

  #configuration({ discardsLayers = false }: PrivateContainerdOptions): string {
    const { folder } = this;
    const cri = 'plugins."io.containerd.grpc.v1.cri"';
    return [
      'version = 2',
      `root = "${folder.at('root')}"`,
      `state = "${folder.at('state')}"`,
      ...(this.#hasCri ? [] : ['disabled_plugins = ["io.containerd.grpc.v1.cri"]']),
      `[grpc]\naddress = "${this.socket}"`,
      `[ttrpc]\naddress = "${this.socket}.ttrpc"`,
      `[plugins."io.containerd.internal.v1.opt"]\npath = "${folder.at('opt')}"`,
      `[${cri}]\nsandbox_image = "${IMAGE}"\nstream_server_port = "0"`,
      // Some machines forbid the system calls that these settings avoid.
      'restrict_oom_score_adj = true\ndisable_apparmor = true',
      `[${cri}.cni]\nbin_dir = "${folder.at('cni')}"\nconf_dir = "${folder.at('cni')}"`,
      `[${cri}.containerd]\nsnapshotter = "${this.#snapshotter}"\ndiscard_unpacked_layers = ${discardsLayers}`,
      `[${cri}.registry]\nconfig_path = "${this.certificates}"`,
      '',
    ].join('\n');
  }
}

/** A container that containerd's own command has created. */
export class PlainContainer {
  #commands = 0;

  constructor(
    private readonly containerd: PrivateContainerd,
    readonly id: string,
  ) {}

  /** The id, because such a container has no other name. */
  get name(): string {
    return this.id;
  }

  /** Runs a shell command line in it and returns its output; fails if the shell fails. */
  shell(line: string): Promise<string> {
    const exec = ['tasks', 'exec', '--exec-id', `exec-${this.#commands++}`, this.id, 'sh', '-c', line];
    return Promise.resolve(this.containerd.ctr(...exec));
  }
}

/** A command that runs another one with only version 2 of the control groups mounted. */
function underVersion2(command: readonly string[]): readonly string[] {
  return ['sh', '-c', 'mount -t cgroup2 none /sys/fs/cgroup && exec "$@"', 'sh', ...command];
}

import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { outputOf } from '../../sandbox/output-of.js';
import { Daemon } from '../../sandbox/daemon.js';
import { writeImageArchive } from '../../sandbox/image-archive.js';
import { killProcessesOf, unmountAll } from '../../sandbox/leftovers.js';
import { Part } from '../../sandbox/part.js';
import { HELM } from '../chart/helm.js';

/** Runtimes that the kubelet can use here. */
export type NodeRuntimeName = 'containerd' | 'docker';

/** Directory with the built programs of Kubernetes. */
export const BINARIES = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'image-factory/kubernetes-1.20.2',
);

/** The node's address, and its registry. */
export const NODE_ADDRESS = '172.31.99.1';
export const NODE_REGISTRY = `${NODE_ADDRESS}:5000`;
/** An image with busybox that sleeps. */
export const POD_IMAGE = `${NODE_REGISTRY}/base:1`;

const OUTPUT_LIMIT_BYTES = 2 ** 26;

/** A Kubernetes of one node in namespaces of its own, with a registry; nothing outside can reach it. */
export class KubernetesNode extends Part {
  readonly #daemon: Daemon;
  #inside?: number;

  /** Starts the node and waits until it is ready for pods. */
  static start(runtime: NodeRuntimeName): Promise<KubernetesNode> {
    return Part.launch(new KubernetesNode(runtime));
  }

  private constructor(readonly runtime: NodeRuntimeName) {
    super('k');
    const script = join(import.meta.dirname, 'node.sh');
    this.#daemon = new Daemon({
      command: [
        ...(['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'] as const),
        ...['--propagation', 'private', 'bash', script, this.folder.path, runtime],
      ],
      environment: { PATH: `${BINARIES}:/usr/sbin:/usr/bin:/sbin:/bin`, HOME: this.folder.path },
      folder: this.folder.path,
      logFile: this.folder.at('log'),
      timeoutSeconds: 180,
      ready: async () => {
        if (!existsSync(this.folder.at('kubeconfig'))) return false;
        const nodes = await this.kubectl(
          'get',
          'nodes',
          '--output',
          'jsonpath={..conditions[?(@.type=="Ready")].status}',
        );
        return nodes.trim() === 'True';
      },
    });
  }

  /** Path of a file in its folder, which it sees at the same path. */
  at(...names: string[]): string {
    return this.folder.at(...names);
  }

  /** Writes a file in its folder. */
  write(name: string, content: string): string {
    return this.folder.write(name, content);
  }

  /** Runs a command in the namespaces of the node. @throws Error with its output */
  run(...command: readonly [string, ...string[]]): Promise<string> {
    const args = ['--target', `${this.#pid()}`, '--net', '--mount', '--pid', '--', ...command];
    const env = {
      PATH: `${BINARIES}:/usr/sbin:/usr/bin:/sbin:/bin`,
      HOME: this.folder.path,
      KUBECONFIG: this.at('kubeconfig'),
    };
    return new Promise((resolve, reject) => {
      execFile('nsenter', args, { env, maxBuffer: OUTPUT_LIMIT_BYTES }, (error, stdout, stderr) => {
        if (error) reject(new Error(`${command.join(' ')}: ${stderr || stdout || error.message}`));
        else resolve(stdout);
      });
    });
  }

  kubectl(...args: readonly string[]): Promise<string> {
    return this.run('kubectl', ...args);
  }

  helm(...args: readonly string[]): Promise<string> {
    return this.run(HELM, ...args);
  }

  /** Copies an image from a file that `docker save` has written into the registry of the node. */
  async load(file: string, repository: string): Promise<void> {
    await this.run(
      'skopeo',
      'copy',
      '--dest-tls-verify=false',
      `docker-archive:${file}`,
      `docker://${NODE_REGISTRY}/${repository}`,
    );
  }

  /** The last lines of a program's log, for messages. */
  logOf(program: string): string {
    return readFileSync(this.at(`${program}.log`), 'utf8')
      .split('\n')
      .slice(-20)
      .join('\n');
  }

  protected override async up(): Promise<void> {
    const { file } = await writeImageArchive(this.folder, POD_IMAGE);
    execFileSync('cp', [file, this.at('base.tar')]);
    await this.#daemon.start();
  }

  protected override async down(): Promise<void> {
    await this.#daemon.kill();
    killProcessesOf(this.folder.path);
    unmountAll(this.folder.path);
    for (const group of ['k8s.io', 'docker', 'kubepods']) removeGroups(group);
  }

  /** The first process of the pid namespace. */
  #pid(): number {
    const outer = this.#daemon.pid;
    this.#inside ??= Number(readFileSync(`/proc/${outer}/task/${outer}/children`, 'latin1').trim().split(' ')[0]);
    return this.#inside;
  }
}

/** Removes the empty control groups that the runtimes leave. */
function removeGroups(name: string): void {
  for (const folder of outputOf('find', '/sys/fs/cgroup', '-depth', '-type', 'd', '-path', `*/${name}*`).split('\n')) {
    try {
      if (folder !== '') rmdirSync(folder);
    } catch {
      // It belongs to a runtime of the machine.
    }
  }
}

import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { ControlGroup } from './control-group.js';
import { Daemon } from './daemon.js';
import { Engine } from './engine.js';
import { engineCommand, engineOutputOf } from './engine-root.js';
import { EngineService } from './engine-service.js';
import { killProcess, killProcessesOf, removeShimSockets, unmountAll } from './leftovers.js';
import { Part } from './part.js';
import { until } from './until.js';

/** Environment variable that chooses the image store of Docker: `overlay2`, the default, or `containerd`. */
export const IMAGE_STORE_VARIABLE = 'IMAGE_FACTORY_DOCKER_STORE';

/** The user whose ids an engine with `userns-remap` uses. */
const REMAPPED_USER = 'daemon';

/** Options of a private engine. */
export interface PrivateEngineOptions {
  /** Whether containers keep running while the engine is down; default false. */
  readonly liveRestore?: boolean;
  /** Whether the users of its containers have the node's ids from 100000 on (`userns-remap`); default false. */
  readonly remapsUsers?: boolean;
  /** Additional keys of daemon.json. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/**
 * A private Docker Engine: dockerd and containerd with data, state, socket and cgroup separate from the machine's
 * engine. It has no network of its own: containers run with `--network none`, and it pushes to loopback.
 */
export class PrivateEngine extends EngineService {
  override readonly engine: Engine;
  protected override readonly daemon: Daemon;
  readonly #group: ControlGroup;

  /** Starts an engine that has the base image. */
  static start(options: PrivateEngineOptions = {}): Promise<PrivateEngine> {
    return Part.launch(new PrivateEngine(options));
  }

  private constructor({ liveRestore = false, remapsUsers = false, configuration = {} }: PrivateEngineOptions) {
    super('e');
    this.engine = new Engine(this.folder.at('docker.sock'));
    this.#group = new ControlGroup(`/${basename(dirname(this.folder.path))}/${basename(this.folder.path)}`);
    const remap = remapsUsers && { 'userns-remap': REMAPPED_USER };
    const settings = { ...this.#settings(), 'live-restore': liveRestore, ...remap, ...configuration };
    const command = engineCommand([
      'dockerd',
      '--config-file',
      this.folder.write('daemon.json', JSON.stringify(settings)),
    ]);
    this.daemon = new Daemon({
      command: remapsUsers ? this.#withSubordinateIds(command) : command,
      folder: this.folder.path,
      logFile: this.folder.at('log'),
      environment: { HOME: this.folder.path, DOCKER_TMPDIR: this.folder.at('tmp') },
      ready: () => this.engine.answers(),
    });
  }

  /** Process id of dockerd. */
  get pid(): number {
    return this.daemon.pid;
  }

  /** Kills dockerd and its containerd with SIGKILL, like a crash; containers are unaffected. */
  async kill(): Promise<void> {
    await this.daemon.kill();
    killProcess(Number(readFileSync(this.#containerdPidFile, 'utf8')));
    // Until the killed containerd is reaped, the next dockerd would consider it running.
    rmSync(this.#containerdPidFile);
  }

  /** Starts it again after `kill`. */
  async restart(): Promise<void> {
    await this.daemon.start();
  }

  protected override async tidyUp(): Promise<void> {
    this.#group.kill();
    killProcessesOf(this.folder.path);
    removeShimSockets(this.folder.at('exec/containerd/daemon/io.containerd.runtime.v2.task/moby'));
    unmountAll(this.folder.path);
    await until('the containers to end', 10, () => {
      this.#group.remove();
      return true;
    });
  }

  /** Runs a command with ids of its own for the remapped user. The folders above a container must admit its root. */
  #withSubordinateIds(command: readonly [string, ...string[]]): readonly [string, ...string[]] {
    for (const folder of [dirname(this.folder.path), this.folder.path]) chmodSync(folder, 0o711);
    const ids = this.folder.write('subids', `${REMAPPED_USER}:100000:65536\n`, 0o644);
    const script = 'for file in /etc/subuid /etc/subgid; do mount --bind "$1" "$file"; done; shift; exec "$@"';
    return ['unshare', '--mount', '--propagation', 'slave', 'sh', '-ec', script, 'sh', ids, ...command];
  }

  get #containerdPidFile(): string {
    return this.folder.at('exec/containerd/containerd.pid');
  }

  #settings(): Record<string, unknown> {
    return {
      'data-root': this.folder.at('data'),
      'exec-root': this.folder.at('exec'),
      hosts: [`unix://${this.engine.socket}`],
      pidfile: this.folder.at('pid'),
      ...(process.env[IMAGE_STORE_VARIABLE] === 'containerd'
        ? { features: { 'containerd-snapshotter': true } }
        : { 'storage-driver': 'overlay2' }),
      bridge: 'none',
      iptables: false,
      ip6tables: false,
      'cgroup-parent': this.#group.name,
      'exec-opts': ['native.cgroupdriver=cgroupfs'],
      ...(majorVersion() < 23 && { 'deprecated-key-path': this.folder.at('key.json') }),
    };
  }
}

/** Engines before 23 write a key to /etc/docker unless configured otherwise; later versions removed the setting. */
function majorVersion(): number {
  return Number(/version (\d+)/.exec(engineOutputOf('dockerd', '--version'))?.[1]);
}

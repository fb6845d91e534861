import { readdirSync } from 'node:fs';
import { Daemon } from './daemon.js';
import { Engine } from './engine.js';
import { engineCommand } from './engine-root.js';
import { EngineService } from './engine-service.js';
import { killProcessesOf, unmountAll } from './leftovers.js';
import { Part } from './part.js';
import type { Registry } from './registry.js';

/** Options of a private Podman. */
export interface PrivatePodmanOptions {
  /** Insecure registries (plain HTTP). */
  readonly insecure?: readonly Registry[];
  /** Default `overlay`. */
  readonly storageDriver?: 'overlay' | 'vfs';
}

/** A private `podman system service`: data, state, settings and socket are separate from the machine's Podman. */
export class PrivatePodman extends EngineService {
  override readonly engine: Engine;
  protected override readonly daemon: Daemon;

  /** Starts a Podman that has the base image. */
  static start(options: PrivatePodmanOptions = {}): Promise<PrivatePodman> {
    return Part.launch(new PrivatePodman(options));
  }

  private constructor({ insecure = [], storageDriver = 'overlay' }: PrivatePodmanOptions) {
    super('p');
    const { folder } = this;
    this.engine = new Engine(folder.at('podman.sock'));
    this.daemon = new Daemon({
      command: engineCommand(['podman', 'system', 'service', '--time', '0', this.engine.host]),
      folder: folder.path,
      logFile: folder.at('log'),
      environment: {
        HOME: folder.path,
        TMPDIR: folder.path,
        CONTAINERS_CONF: folder.write('containers.conf', this.#settings()),
        CONTAINERS_STORAGE_CONF: folder.write('storage.conf', this.#storage(storageDriver)),
        CONTAINERS_REGISTRIES_CONF: folder.write('registries.conf', insecure.map(isInsecure).join('')),
      },
      ready: () => this.engine.answers(),
    });
  }

  /** Whether Podman is copying a container's changes, the long phase of a commit. */
  get isCopying(): boolean {
    return readdirSync(this.folder.path).some((name) => /^buildah\d/.test(name));
  }

  protected override tidyUp(): void {
    killProcessesOf(this.folder.path);
    unmountAll(this.folder.path);
  }

  #storage(driver: string): string {
    return toml('storage', {
      driver,
      graphroot: this.folder.at('data'),
      runroot: this.folder.at('run'),
    });
  }

  #settings(): string {
    // Podman's default requires more than root without all capabilities may set.
    const containers = { default_ulimits: ['nofile=1024:1024', 'nproc=4096:4096'] };
    const engine = {
      cgroup_manager: 'cgroupfs',
      events_logger: 'file',
      // crun does not support a machine with both cgroup versions.
      runtime: 'runc',
      // Share nothing with the machine's own Podman.
      lock_type: 'file',
      tmp_dir: this.folder.at('libpod'),
      volume_path: this.folder.at('volumes'),
    };
    return toml('containers', containers) + toml('engine', engine);
  }
}

/** TOML and JSON have the same syntax for strings and lists of strings. */
function toml(table: string, values: Readonly<Record<string, string | readonly string[]>>): string {
  const lines = Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return [`[${table}]`, ...lines, ''].join('\n');
}

function isInsecure({ address }: Registry): string {
  return `[[registry]]\nlocation = "${address}"\ninsecure = true\n`;
}

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Certificate } from './certificate.js';
import { Daemon } from './daemon.js';
import { freePort } from './free-port.js';
import { Part } from './part.js';
import { Registry, type RegistryLogin } from './registry.js';

/** Options of a private registry. */
export interface PrivateRegistryOptions {
  /** Required login; without one, access is anonymous. */
  readonly login?: RegistryLogin;
  /** Whether it serves HTTPS, with a certificate signed only by its own authority; default false. */
  readonly tls?: boolean;
  /** Preferred port, used if it is free. */
  readonly port?: number;
}

/** Debian's docker-registry on loopback, with its own storage. */
export class PrivateRegistry extends Part {
  readonly #options: PrivateRegistryOptions;
  #daemon?: Daemon;
  #registry?: Registry;
  #certificate?: Certificate;

  static start(options: PrivateRegistryOptions = {}): Promise<PrivateRegistry> {
    return Part.launch(new PrivateRegistry(options));
  }

  private constructor(options: PrivateRegistryOptions) {
    super('r');
    this.#options = options;
  }

  /** Client for the registry. */
  get registry(): Registry {
    if (!this.#registry) throw new Error('The registry was not started.');
    return this.#registry;
  }

  /** PEM file of the authority that signed its certificate. */
  get authorityFile(): string {
    if (!this.#certificate) throw new Error('The registry serves no TLS.');
    return this.#certificate.authorityFile;
  }

  /** Its log output. */
  get log(): string {
    return this.#daemon?.log ?? '';
  }

  /** Kills it, like a crash; pushed data is kept. */
  async kill(): Promise<void> {
    await this.#daemon?.kill();
  }

  /** Starts it again after `kill`, on the same port. */
  async restart(): Promise<void> {
    await this.#daemon?.start();
  }

  protected override async up(): Promise<void> {
    const address = `127.0.0.1:${await freePort(this.#options.port)}`;
    this.#registry = new Registry(address, this.#options.tls ? 'https' : 'http', this.#options.login);
    if (this.#options.tls) this.#certificate = new Certificate(this.folder, '127.0.0.1');
    const configuration = JSON.stringify(this.#configuration(address));
    this.#daemon = new Daemon({
      // JSON is valid YAML.
      command: ['docker-registry', 'serve', this.folder.write('config.yml', configuration)],
      environment: { OTEL_TRACES_EXPORTER: 'none' },
      folder: this.folder.path,
      logFile: this.folder.at('log'),
      ready: () => this.#answers(),
    });
    await this.#daemon.start();
  }

  protected override async down(): Promise<void> {
    await this.#daemon?.stop();
  }

  #configuration(addr: string): object {
    return {
      version: 0.1,
      log: { level: 'warn' },
      storage: { filesystem: { rootdirectory: this.folder.at('storage') }, delete: { enabled: true } },
      http: { addr, secret: randomBytes(16).toString('hex'), tls: this.#certificate?.files },
      auth: this.#options.login && {
        htpasswd: { realm: 'sandbox', path: this.folder.write('htpasswd', htpasswd(this.#options.login)) },
      },
    };
  }

  async #answers(): Promise<boolean> {
    // This process does not trust the authority, so with TLS a successful connection is enough.
    return this.#certificate ? this.#certificate.isServedAt(this.registry.address) : this.registry.answers();
  }
}

function htpasswd({ user, password }: RegistryLogin): string {
  return execFileSync('htpasswd', ['-niBC', '4', user], { encoding: 'utf8', input: password });
}

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon } from './daemon.js';
import { root } from './folder.js';
import { freePort } from './free-port.js';
import { Part } from './part.js';

/** The system user of Debian's package: PostgreSQL refuses to run as root. */
const USER = 'postgres';

const INSTALLED = '/usr/lib/postgresql';

/** Debian's PostgreSQL on loopback, with its own data directory and full durability. */
export class Postgres extends Part {
  readonly #password = randomBytes(12).toString('hex');
  #port?: number;
  #daemon?: Daemon;

  static start(): Promise<Postgres> {
    return Part.launch(new Postgres());
  }

  private constructor() {
    super('p');
  }

  /** Creates an empty database and returns its `postgres://` URL. */
  createDatabase(name: string): string {
    this.#psql(`CREATE DATABASE "${name}"`);
    return this.#address(name);
  }

  /** Its log output. */
  get log(): string {
    return this.#daemon?.log ?? '';
  }

  /** Kills it, like a crash; committed data is kept. */
  async kill(): Promise<void> {
    await this.#daemon?.kill();
  }

  /** Starts it again after `kill`, on the same port. */
  async restart(): Promise<void> {
    await this.#daemon?.start();
  }

  protected override async up(): Promise<void> {
    this.#port = await freePort();
    this.#initialise();
    this.#daemon = new Daemon({
      command: [binary('postgres'), '-D', this.folder.at('data'), ...this.#listen(this.#port)],
      folder: this.folder.path,
      logFile: this.folder.at('log'),
      user: USER,
      // SIGTERM would wait for the clients to disconnect.
      stopSignal: 'SIGINT',
      ready: () => Promise.resolve(this.#psql('SELECT 1').includes('1')),
    });
    await this.#daemon.start();
  }

  protected override async down(): Promise<void> {
    await this.#daemon?.stop();
  }

  #initialise(): void {
    chmodSync(root(), 0o711);
    const passwordFile = this.folder.write('password', this.#password);
    execFileSync('chown', ['-R', `${USER}:`, this.folder.path]);
    const options = ['-D', this.folder.at('data'), '-U', USER, '--encoding=UTF8', '--locale=C.UTF-8'];
    const secret = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    execFileSync('runuser', ['-u', USER, '--', binary('initdb'), ...options, ...secret], { stdio: 'pipe', cwd: '/' });
  }

  #listen(port: number): string[] {
    return ['-h', '127.0.0.1', '-p', String(port), '-k', ''];
  }

  #address(database: string): string {
    return `postgres://${USER}:${this.#password}@127.0.0.1:${this.#port}/${database}`;
  }

  #psql(statement: string): string {
    const env = { ...process.env, PGPASSWORD: this.#password };
    const where = ['-h', '127.0.0.1', '-p', String(this.#port), '-U', USER, '-d', 'postgres'];
    return execFileSync(binary('psql'), [...where, '-v', 'ON_ERROR_STOP=1', '-Atc', statement], {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}

/** Debian installs the programs of each version in its own directory; uses the newest version. */
function binary(name: string): string {
  const versions = readdirSync(INSTALLED)
    .map(Number)
    .sort((a, b) => a - b);
  return join(INSTALLED, String(versions.at(-1)), 'bin', name);
}

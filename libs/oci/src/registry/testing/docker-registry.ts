import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Options of a registry for tests. */
export interface DockerRegistryOptions {
  /** Path of an htpasswd file. */
  readonly htpasswd?: string;
  /** Paths of a certificate and its key. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** A token server: its address, and the certificate that verifies its tokens. */
  readonly token?: {
    readonly realm: string;
    readonly service: string;
    readonly issuer: string;
    readonly bundle: string;
  };
}

/** A real `docker-registry` on a free loopback port, with a data directory of its own. */
export class DockerRegistry {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    /** Host and port. */
    readonly address: string,
  ) {}

  /** Starts a registry and waits until it listens. */
  static async start(options: DockerRegistryOptions = {}): Promise<DockerRegistry> {
    const directory = await mkdtemp(join(tmpdir(), 'registry-'));
    const file = join(directory, 'config.json');
    await writeFile(file, JSON.stringify(configuration(directory, options)));
    const child = spawn('docker-registry', ['serve', file], { stdio: ['ignore', 'ignore', 'pipe'], env: {} });
    const lines = createInterface({ input: child.stderr });
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      lines.on('line', (line) => {
        said += `${line}\n`;
        const found = /listening on ([\d.]+:\d+)/.exec(line)?.[1];
        if (found) resolve(found);
      });
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`docker-registry ended:\n${said}`)));
    });
    return new DockerRegistry(child, directory, address);
  }

  /** Stops the registry and deletes its data. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode === null && this.child.kill('SIGKILL')) await ended;
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** JSON is valid YAML. */
function configuration(directory: string, { htpasswd, tls, token }: DockerRegistryOptions): unknown {
  const auth = {
    ...(htpasswd && { htpasswd: { realm: 'test', path: htpasswd } }),
    ...(token && { token: { ...token, rootcertbundle: token.bundle, bundle: undefined } }),
  };
  return {
    version: 0.1,
    storage: { filesystem: { rootdirectory: join(directory, 'data') }, delete: { enabled: true } },
    http: { addr: '127.0.0.1:0', ...(tls && { tls }) },
    ...(Object.keys(auth).length && { auth }),
  };
}

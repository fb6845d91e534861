import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const EXTENSIONS = 'subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n';

/** A private authority with a certificate for 127.0.0.1; created by openssl. */
export class Certificates {
  private constructor(
    /** Folder of all files. */
    readonly directory: string,
  ) {}

  /** Creates a new authority. */
  static async make(): Promise<Certificates> {
    const directory = await mkdtemp(join(tmpdir(), 'certificates-'));
    const made = new Certificates(directory);
    const key = ['-newkey', 'rsa:2048', '-nodes', '-days', '2'];
    await run('openssl', [
      'req',
      '-x509',
      ...key,
      '-subj',
      '/CN=test CA',
      '-keyout',
      made.path('ca.key'),
      '-out',
      made.authority,
    ]);
    await writeFile(made.path('extensions'), EXTENSIONS);
    const request = made.path('server.csr');
    await run('openssl', ['req', ...key, '-subj', '/CN=127.0.0.1', '-keyout', made.key, '-out', request]);
    const signing = ['-CA', made.authority, '-CAkey', made.path('ca.key'), '-CAcreateserial', '-days', '2'];
    const files = ['-in', request, '-out', made.certificate, '-extfile', made.path('extensions')];
    await run('openssl', ['x509', '-req', ...signing, ...files]);
    return made;
  }

  /** File of the authority's certificate. */
  get authority(): string {
    return this.path('ca.crt');
  }

  /** File of the server's certificate. */
  get certificate(): string {
    return this.path('server.pem');
  }

  /** File of the server's key. */
  get key(): string {
    return this.path('server.key');
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  private path(name: string): string {
    return join(this.directory, name);
  }
}

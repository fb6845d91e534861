import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import type { Folder } from './folder.js';

/** A server certificate for one IP, signed by its own certificate authority. */
export class Certificate {
  /** PEM file of the authority, for clients to trust. */
  readonly authorityFile: string;
  /** PEM files of the server, keyed as in docker-registry's configuration. */
  readonly files: { readonly certificate: string; readonly key: string };

  constructor(
    folder: Folder,
    private readonly ip: string,
  ) {
    const [authority, authorityKey] = [folder.at('authority.crt'), folder.at('authority.key')];
    const [certificate, key] = [folder.at('server.crt'), folder.at('server.key')];
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    openssl([...made, '-subj', '/CN=Sandbox authority', '-out', authority, '-keyout', authorityKey]);
    const signed = ['-CA', authority, '-CAkey', authorityKey, '-addext', `subjectAltName=IP:${ip}`];
    const server = ['-addext', 'basicConstraints=critical,CA:FALSE', '-out', certificate, '-keyout', key];
    openssl([...made, '-subj', `/CN=${ip}`, ...signed, ...server]);
    this.authorityFile = authority;
    this.files = { certificate, key };
  }

  /** Whether the server at an address presents this certificate. */
  async isServedAt(address: string): Promise<boolean> {
    const ca = readFileSync(this.authorityFile);
    const socket = connect({ host: this.ip, port: Number(address.split(':')[1]), ca });
    await once(socket, 'secureConnect');
    socket.destroy();
    return true;
  }
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}

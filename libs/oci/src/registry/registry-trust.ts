import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { FactoryError } from '@image-factory/errors';

/** Bundles of the system's CA certificates in the various distributions; the first existing one counts. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Trusted authorities and client certificate for a registry; PEM texts. */
export interface RegistryCertificates {
  readonly authorities: readonly string[];
  readonly certificate?: string;
  readonly key?: string;
}

async function systemAuthorities(): Promise<string[]> {
  for (const bundle of SYSTEM_BUNDLES) {
    const text = await readFile(bundle, 'utf8').catch(() => undefined);
    if (text !== undefined) return [text];
  }
  return [...rootCertificates];
}

/**
 * Reads the same files as the runtime for one registry: the system's authorities and, under `<directory>/<registry>/`,
 * every `*.crt` as an authority and a `*.cert` with its `*.key` as the client certificate.
 *
 * @throws FactoryError `registry_untrusted` if the directory or a file in it is unreadable
 */
export async function readTrust(directory: string, registry: string): Promise<RegistryCertificates> {
  const own = join(directory, registry);
  const authorities = await systemAuthorities();
  try {
    const names = (await readdir(own)).sort();
    for (const name of names.filter((each) => each.endsWith('.crt'))) {
      authorities.push(await readFile(join(own, name), 'utf8'));
    }
    const certificate = names.find((name) => name.endsWith('.cert'));
    if (!certificate) return { authorities };
    const [shown, key] = [certificate, certificate.replace(/cert$/, 'key')].map((name) =>
      readFile(join(own, name), 'utf8'),
    );
    return { authorities, certificate: await shown, key: await key };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && (error as NodeJS.ErrnoException).path === own) {
      return { authorities };
    }
    throw new FactoryError('registry_untrusted', `The certificates in ${own} cannot be read.`, { cause: error });
  }
}

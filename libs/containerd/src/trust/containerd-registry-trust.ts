import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FactoryError } from '@image-factory/errors';
import type { ProxySettings, RegistryAccess, RegistryCertificates, RegistryMirror } from '@image-factory/oci';
import type { RegistryTrust } from '@image-factory/runtime';
import { type HostEntry, readHosts } from './hosts-file.js';

/** The usual `config_path` of CRI. */
const DIRECTORIES = '/etc/containerd/certs.d';
/** Settings of all registries without a folder of their own. */
const DEFAULT_FOLDER = '_default';
/** containerd reaches these in plain HTTP unless a `hosts.toml` configures them. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/;

/** Settings of the registries. */
export interface RegistryTrustOptions {
  /** Value of CRI's `config_path`: folders separated by colons; default `/etc/containerd/certs.d`. */
  readonly registryConfigPath?: string;
  /** The proxies of this process; those of containerd are unavailable. */
  readonly proxies?: ProxySettings;
}

/** Registries as CRI reaches them, by the hosts.toml or the certificates in the folder of each registry. */
export class ContainerdRegistryTrust implements RegistryTrust {
  private readonly directories: readonly string[];
  private readonly proxies: ProxySettings | undefined;

  constructor({ registryConfigPath = DIRECTORIES, proxies }: RegistryTrustOptions = {}) {
    this.directories = registryConfigPath.split(':').filter(Boolean);
    this.proxies = proxies;
  }

  /** @throws FactoryError `registry_untrusted` if the settings of the registry cannot be read */
  async accessTo(registry: string): Promise<RegistryAccess> {
    const { proxies } = this;
    for (const folder of this.foldersOf(registry)) {
      const names = await namesIn(folder);
      if (!names) continue;
      if (!names.includes('hosts.toml')) {
        return { insecure: LOOPBACK.test(registry), proxies, certificates: await plainCertificates(folder, names) };
      }
      const hosts = readHosts(await content(join(folder, 'hosts.toml')), folder, registry);
      // Pushes go to the registry itself, never to a mirror.
      const own = hosts.filter(({ url }) => url.host === hostOf(registry, url));
      const others = hosts.filter((entry) => !own.includes(entry));
      const mirrors = (await Promise.all(others.map((entry) => this.mirrorOf(entry, registry)))).flat();
      const certificates = await certificatesOf(own);
      return { insecure: own.some(isInsecure), isSpecific: true, proxies, certificates, mirrors };
    }
    return { insecure: LOOPBACK.test(registry), proxies };
  }

  /** @returns none if layers cannot be read there, its path is not that of a registry's API, or its files are missing */
  private async mirrorOf(entry: HostEntry, registry: string): Promise<RegistryMirror[]> {
    const { url, canPull, overridesPath } = entry;
    const [, prefix] = /^\/v2(?:\/(.+?))?\/?$/.exec(url.pathname) ?? [];
    const isRoot = url.pathname === '/' && !overridesPath;
    const isApi = /^\/v2\/?$/.test(url.pathname);
    if (!canPull || !(isRoot || isApi || (overridesPath && prefix))) return [];
    // Nothing is pushed to a mirror, and layers can be had elsewhere.
    const certificates = await certificatesOf([entry]).catch(() => undefined);
    if (!certificates) return [];
    const { proxies } = this;
    const access = { registry: url.host, insecure: isInsecure(entry), proxies, certificates, namespace: registry };
    return [{ ...access, ...(prefix && { repositoryPrefix: `${prefix}/` }) }];
  }

  /** containerd also accepts `host_port_`, for file systems without colons. */
  private foldersOf(registry: string): string[] {
    const [, host, port] = /^(.+):(\d+)$/.exec(registry) ?? [];
    const names = [...(port === undefined ? [] : [`${host}_${port}_`]), registry, DEFAULT_FOLDER];
    return this.directories.flatMap((directory) => names.map((name) => join(directory, name)));
  }
}

function isInsecure({ url, skipsVerification }: HostEntry): boolean {
  return url.protocol === 'http:' || skipsVerification;
}

/** Host and port of a registry in the spelling of URLs, which omit the default port. */
function hostOf(registry: string, { protocol }: URL): string {
  const api = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const text = `${protocol}//${api}`;
  return URL.canParse(text) ? new URL(text).host : api;
}

/** @returns undefined if there is no such folder */
async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw unreadable(folder, error);
  }
}

async function certificatesOf(hosts: readonly HostEntry[]): Promise<RegistryCertificates> {
  const authorities = await Promise.all(hosts.flatMap(({ authorityFiles }) => authorityFiles).map(content));
  const client = hosts.find(({ clientFiles }) => clientFiles)?.clientFiles;
  if (!client) return { authorities };
  const [certificate, key] = await Promise.all(client.map(content));
  return { authorities, certificate, key };
}

/** Without a hosts.toml the folder has Docker's format: `*.crt` are authorities, `*.cert` has its `*.key`. */
async function plainCertificates(folder: string, names: readonly string[]): Promise<RegistryCertificates> {
  const read = (name: string): Promise<string> => content(join(folder, name));
  const authorities = await Promise.all(names.filter((name) => name.endsWith('.crt')).map(read));
  const certificate = names.find((name) => name.endsWith('.cert'));
  if (certificate === undefined) return { authorities };
  return { authorities, certificate: await read(certificate), key: await read(certificate.replace(/cert$/, 'key')) };
}

async function content(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error);
  });
}

function unreadable(path: string, cause: unknown): FactoryError {
  return new FactoryError('registry_untrusted', `The registry settings in ${path} cannot be read.`, { cause });
}

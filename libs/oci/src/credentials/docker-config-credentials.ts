import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { FactoryError } from '@image-factory/errors';
import { DEFAULT_REGISTRY } from '../reference/image-reference.js';
import { registryHost } from '../reference/registry-host.js';
import { askHelper, HelperFailure, type HelperOptions } from './credential-helper.js';
import type { CredentialSource, RegistryCredentials } from './keychain.js';
import { type DockerConfig, type LoginEntry, parseDockerConfig } from './docker-config.js';

/** Key of the Docker Hub login in the Docker CLI's configuration. */
const HUB_SERVER = 'https://index.docker.io/v1/';

/**
 * The file in which the Docker CLI stores its logins.
 *
 * @param folder DOCKER_CONFIG; default `~/.docker`
 */
export function dockerConfigFile(folder: string | undefined): string {
  return join(folder || join(homedir(), '.docker'), 'config.json');
}

/**
 * The files in which `podman login` stores the logins of this user, in its order; they have the format of the Docker CLI.
 *
 * @param file REGISTRY_AUTH_FILE; by default the usual ones
 */
export function containersAuthFiles(file: string | undefined): string[] {
  if (file) return [file];
  const uid = process.getuid?.() ?? 0;
  return [
    `/run/user/${uid}/containers/auth.json`,
    `/run/containers/${uid}/auth.json`,
    join(homedir(), '.config/containers/auth.json'),
  ];
}

/** The node's own `docker login`, read from the file at every request. */
export class DockerConfigCredentials implements CredentialSource {
  /** @param file path of the Docker CLI's config.json; a missing file holds no logins */
  constructor(
    private readonly file: string,
    private readonly helpers: HelperOptions = {},
  ) {}

  /** In the order of the Docker CLI: the helper for this registry, the default helper, the file itself. */
  async find(registry: string): Promise<RegistryCredentials | undefined> {
    const config = await this.read();
    const host = registryHost(registry);
    if (!config || host === undefined) return undefined;
    const entries = entriesFor(host, config.auths);
    const helper = entriesFor(host, config.credHelpers)[0]?.value ?? config.credsStore;
    return (
      (helper !== undefined && (await this.ask(helper, serverFor(host, registry, entries)))) ||
      entries.map(({ value }) => credentialsOf(value)).find((credentials) => credentials !== undefined)
    );
  }

  private async read(): Promise<DockerConfig | undefined> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw this.unreadable(`it cannot be read (${code})`);
    }
    const config = parseDockerConfig(text);
    if (typeof config === 'string') throw this.unreadable(config);
    return config;
  }

  private async ask(helper: string, server: string): Promise<RegistryCredentials | undefined> {
    try {
      return await askHelper(helper, server, this.helpers);
    } catch (error) {
      if (error instanceof HelperFailure) throw this.unreadable(error.message);
      throw error;
    }
  }

  private unreadable(reason: string): FactoryError {
    return new FactoryError('credentials_unreadable', `The docker login in ${this.file} cannot be used: ${reason}.`);
  }
}

interface Entry<T> {
  readonly key: string;
  readonly value: T;
}

/** Keys have several spellings. The Docker CLI's own comes first, since others may be outdated. */
function entriesFor<T>(host: string, entries: Readonly<Record<string, T>>): Entry<T>[] {
  const own = host === DEFAULT_REGISTRY ? HUB_SERVER : host;
  return Object.entries(entries)
    .map(([key, value]) => ({ key, value }))
    .filter(({ key }) => registryHost(key) === host)
    .sort((one, other) => Number(other.key === own) - Number(one.key === own));
}

function serverFor(host: string, registry: string, entries: readonly Entry<LoginEntry>[]): string {
  if (host === DEFAULT_REGISTRY) return HUB_SERVER;
  return entries[0]?.key ?? registry;
}

function credentialsOf({ username, password, identityToken }: LoginEntry): RegistryCredentials | undefined {
  if (identityToken) return { identityToken };
  return username && password ? { username, password } : undefined;
}

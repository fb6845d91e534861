/** Credentials of a registry. */
export interface RegistryLogin {
  readonly user: string;
  readonly password: string;
}

const MANIFESTS = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
].join(', ');

/** Client for a registry. */
export class Registry {
  /**
   * @param address host and port, as in an image reference
   * @param scheme http or https
   * @param login credentials; without them, requests are anonymous
   */
  constructor(
    readonly address: string,
    readonly scheme: 'http' | 'https' = 'http',
    readonly login?: RegistryLogin,
  ) {}

  /** Full reference of an image in it, such as `image('alice/notebook:v1')`. */
  image(name: string): string {
    return `${this.address}/${name}`;
  }

  /** Whether the registry answers, including with 401. */
  async answers(): Promise<boolean> {
    return [200, 401].includes((await fetch(`${this.scheme}://${this.address}/v2/`)).status);
  }

  /** Digest of a manifest; undefined if it does not exist. */
  async digest(repository: string, tag = 'latest'): Promise<string | undefined> {
    const answer = await this.#request('HEAD', `/${repository}/manifests/${tag}`, MANIFESTS);
    return answer.ok ? (answer.headers.get('docker-content-digest') ?? undefined) : undefined;
  }

  /** A manifest; undefined if it does not exist. */
  async manifest(repository: string, tag = 'latest'): Promise<unknown> {
    const answer = await this.#request('GET', `/${repository}/manifests/${tag}`, MANIFESTS);
    return answer.ok ? answer.json() : undefined;
  }

  /** Tags of a repository; empty if it does not exist. */
  async tags(repository: string): Promise<string[]> {
    const answer = await this.#request('GET', `/${repository}/tags/list`);
    return answer.ok ? (((await answer.json()) as { tags: string[] | null }).tags ?? []) : [];
  }

  #request(method: 'GET' | 'HEAD', path: string, accept = '*/*'): Promise<Response> {
    const headers: Record<string, string> = { accept };
    if (this.login) headers.authorization = `Basic ${basic(this.login)}`;
    return fetch(`${this.scheme}://${this.address}/v2${path}`, { method, headers });
  }
}

/** User and password, encoded as in HTTP and config.json. */
export function basic({ user, password }: RegistryLogin): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}

/** Splits an image reference into name and tag; a colon before a slash belongs to a port. */
export function splitTag(reference: string): [string, string] {
  const [, repository, tag] = /^(.*?)(?::([^:/]+))?$/.exec(reference) ?? [];
  return [repository ?? reference, tag ?? 'latest'];
}

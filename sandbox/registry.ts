/** Who may use a registry. */
export interface RegistryLogin {
  readonly user: string;
  readonly password: string;
}

const MANIFESTS = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
].join(', ');

/** A registry, spoken to as a client of it does. */
export class Registry {
  /**
   * @param address host and port, as they stand in front of an image's name
   * @param scheme how it is spoken to
   * @param login who may use it; nobody is asked when there is none
   */
  constructor(
    readonly address: string,
    readonly scheme: 'http' | 'https' = 'http',
    readonly login?: RegistryLogin,
  ) {}

  /** The full reference of an image in it, such as `image('alice/notebook:v1')`. */
  image(name: string): string {
    return `${this.address}/${name}`;
  }

  /** Whether it answers, be it by asking for a login. */
  async answers(): Promise<boolean> {
    return [200, 401].includes((await fetch(`${this.scheme}://${this.address}/v2/`)).status);
  }

  /** Digest of a manifest; undefined where there is none. */
  async digest(repository: string, tag = 'latest'): Promise<string | undefined> {
    const answer = await this.#ask('HEAD', `/${repository}/manifests/${tag}`, MANIFESTS);
    return answer.ok ? (answer.headers.get('docker-content-digest') ?? undefined) : undefined;
  }

  /** A manifest; undefined where there is none. */
  async manifest(repository: string, tag = 'latest'): Promise<unknown> {
    const answer = await this.#ask('GET', `/${repository}/manifests/${tag}`, MANIFESTS);
    return answer.ok ? answer.json() : undefined;
  }

  /** Tags of a repository; none where there is no such repository. */
  async tags(repository: string): Promise<string[]> {
    const answer = await this.#ask('GET', `/${repository}/tags/list`);
    return answer.ok ? (((await answer.json()) as { tags: string[] | null }).tags ?? []) : [];
  }

  #ask(method: 'GET' | 'HEAD', path: string, accept = '*/*'): Promise<Response> {
    const headers: Record<string, string> = { accept };
    if (this.login) headers.authorization = `Basic ${basic(this.login)}`;
    return fetch(`${this.scheme}://${this.address}/v2${path}`, { method, headers });
  }
}

/** User and password as HTTP and config.json carry them. */
export function basic({ user, password }: RegistryLogin): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}

/** An image reference without its tag, and the tag; a colon before a slash belongs to a port. */
export function splitTag(reference: string): [string, string] {
  const [, repository, tag] = /^(.*?)(?::([^:/]+))?$/.exec(reference) ?? [];
  return [repository ?? reference, tag ?? 'latest'];
}

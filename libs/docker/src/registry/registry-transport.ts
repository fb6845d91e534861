import { setTimeout as sleep } from 'node:timers/promises';
import { FactoryError } from '@image-factory/errors';
import type { RegistryCredentials } from '../credentials/registry-credentials.js';
import { readChallenges, type AuthChallenge } from './auth-challenge.js';
import { RegistryConnection, type WireAnswer, type WireRequest } from './registry-connection.js';
import { registryHost } from './registry-endpoint.js';
import { answerFailure, connectionFailure } from './registry-failure.js';
import { RegistryLogin } from './registry-login.js';
import { readTrust } from './registry-trust.js';

/** How often a request is sent in all when the failure may pass. */
const ATTEMPTS = 4;
/** How long to wait before the second attempt, in ms; doubles each time. */
const FIRST_PAUSE = 300;
/** The longest wait that a registry may ask for with Retry-After, in ms. */
const LONGEST_PAUSE = 30_000;
const REDIRECTS = 5;
/** The longest answer that is read, in bytes: registries take no longer manifests, and nobody makes longer configurations. */
const ANSWER_LIMIT = 16 * 2 ** 20;
const CERTIFICATES = '/etc/docker/certs.d';

/** One registry and who comes to it. */
export interface RegistryOptions {
  /** Host and port, as `ImageReference.registry` has it. */
  readonly registry: string;
  /** Undefined comes anonymously. */
  readonly credentials?: RegistryCredentials;
  /** Take any certificate, and plain HTTP where HTTPS is not spoken, as the engine does with `insecure-registries`. */
  readonly insecure: boolean;
  /** Where the engine's certificates of registries are; `/etc/docker/certs.d` unless given. */
  readonly certificatesDirectory?: string;
}

/** A request to the registry's API. */
export interface RegistryRequest extends Omit<WireRequest, 'url'> {
  /** Path under the root, or the full address that an answer has named. */
  readonly target: string | URL;
  /** What is done, for the sentence of an error: "the upload of a layer to a/b". */
  readonly what: string;
  /** What a token must allow: `repository:a/b:pull,push`. */
  readonly scopes: readonly string[];
  /** Status codes that are no failure. */
  readonly expect: readonly number[];
  /**
   * Reads the body of a 200 or 206 in place of `content`, which is empty then. Called once more where the request is
   * repeated; what it throws counts as a broken connection unless it is a FactoryError.
   */
  readonly consume?: (body: AsyncIterable<Buffer>) => Promise<void>;
  /** Send again by itself after a passing failure; false when only the caller knows from where. */
  readonly repeat?: boolean;
}

/** An answer, read to its end. */
export interface RegistryAnswer {
  readonly statusCode: number;
  readonly headers: WireAnswer['headers'];
  readonly content: Buffer;
  /** The full address of its `Location`. */
  readonly location: URL | undefined;
}

interface Session {
  /** The root of the registry: `https://host/`. */
  readonly base: URL;
  readonly connection: RegistryConnection;
  readonly login: RegistryLogin;
}

/** Sends requests to one registry: finds how it is spoken to, logs in, follows redirects, tries again. */
export class RegistryTransport {
  private session: Promise<Session> | undefined;
  private connection: RegistryConnection | undefined;
  private secrets: readonly string[] = [];

  constructor(private readonly options: RegistryOptions) {}

  /**
   * @returns an answer with one of the expected codes
   * @throws FactoryError `registry_*`, `cancelled`
   */
  async send(request: RegistryRequest, signal: AbortSignal): Promise<RegistryAnswer> {
    const { registry } = this.options;
    for (let attempt = 1, wait = FIRST_PAUSE; ; attempt++, wait *= 2) {
      let failure: FactoryError;
      let asked = 0;
      let passing = true;
      try {
        const answer = await this.exchange(request, signal);
        if (request.expect.includes(answer.statusCode)) return answer;
        failure = answerFailure(registry, request.what, answer.statusCode, String(answer.content), this.secrets);
        passing = answer.statusCode >= 500 || answer.statusCode === 408 || answer.statusCode === 429;
        asked = Number(answer.headers['retry-after'] ?? 0) * 1000 || 0;
      } catch (error) {
        failure = connectionFailure(registry, error, signal);
      }
      passing &&= failure.retryable && asked <= LONGEST_PAUSE;
      if (!passing || request.repeat === false || attempt === ATTEMPTS) throw failure;
      await sleep(Math.max(wait, asked), undefined, { signal }).catch((error: unknown) => {
        throw connectionFailure(registry, error, signal);
      });
    }
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    await this.connection?.close();
  }

  private async exchange(request: RegistryRequest, signal: AbortSignal): Promise<RegistryAnswer> {
    const { base, connection, login } = await this.open(signal);
    const { method, body, scopes } = request;
    let url = safeAddress(request.target, base, base);
    for (let renewed = false, redirects = 0; ;) {
      const own = url.origin === base.origin;
      const authorization = own ? await login.authorization(scopes, signal) : undefined;
      const headers = { ...request.headers, ...(authorization && { authorization }) };
      const answer = await connection.send({ method, url, headers, body }, signal);
      if (answer.statusCode === 401 && own && !renewed) {
        await answer.body.dump();
        login.ask(readChallenges(answer.headers['www-authenticate']));
        login.forget(scopes);
        renewed = true;
        continue;
      }
      const { location: told } = answer.headers;
      const location = typeof told === 'string' ? safeAddress(told, url, base) : undefined;
      if (!location || !isRedirect(method, answer.statusCode) || redirects === REDIRECTS) {
        const { statusCode, headers: answered } = answer;
        if (request.consume && (statusCode === 200 || statusCode === 206)) {
          await request.consume(answer.body as AsyncIterable<Buffer>);
          return { statusCode, headers: answered, content: Buffer.alloc(0), location };
        }
        return { statusCode, headers: answered, content: await this.read(answer), location };
      }
      await answer.body.dump();
      url = location;
      redirects++;
    }
  }

  private async read({ body }: WireAnswer): Promise<Buffer> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of body as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > ANSWER_LIMIT) {
        throw new FactoryError('registry_failed', `The registry ${this.options.registry} sends too much.`);
      }
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  private open(signal: AbortSignal): Promise<Session> {
    this.session ??= this.start(signal).catch((error: unknown) => {
      this.session = undefined;
      throw error;
    });
    return this.session;
  }

  private async start(signal: AbortSignal): Promise<Session> {
    const { registry, credentials, insecure, certificatesDirectory = CERTIFICATES } = this.options;
    const host = registryHost(registry);
    this.connection ??= new RegistryConnection(host, await readTrust(certificatesDirectory, host), insecure);
    const { connection } = this;
    const login = new RegistryLogin(registry, connection, credentials, insecure);
    this.secrets = login.secrets;
    const greet = async (base: URL): Promise<Session> => {
      login.ask(await this.greet(connection, base, signal));
      return { base, connection, login };
    };
    try {
      return await greet(new URL(`https://${host}/`));
    } catch (error) {
      const failure = connectionFailure(registry, error, signal);
      if (!insecure || !['registry_insecure', 'registry_unreachable'].includes(failure.code)) throw failure;
      return await greet(new URL(`http://${host}/`));
    }
  }

  private async greet(connection: RegistryConnection, base: URL, signal: AbortSignal): Promise<AuthChallenge[]> {
    const { statusCode, headers, body } = await connection.send({ method: 'GET', url: new URL('/v2/', base) }, signal);
    const text = await body.text();
    if (statusCode === 200 || statusCode === 401) return readChallenges(headers['www-authenticate']);
    throw answerFailure(this.options.registry, 'the first greeting', statusCode, text, this.secrets);
  }
}

function isRedirect(method: string, status: number): boolean {
  if (status === 307 || status === 308) return true;
  return (method === 'GET' || method === 'HEAD') && [301, 302, 303].includes(status);
}

/** A full address; one on the registry's own host is never less safe than the registry's. */
function safeAddress(target: string | URL, from: URL, base: URL): URL {
  const url = new URL(target, from);
  // A proxy that ends TLS often makes the registry behind it write http.
  if (url.hostname === base.hostname && base.protocol === 'https:' && url.protocol === 'http:') {
    url.protocol = base.protocol;
    url.port = base.port;
  }
  return url;
}

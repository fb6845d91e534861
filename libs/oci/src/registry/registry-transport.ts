import { FactoryError } from '@image-factory/errors';
import { Backoff, type Retry } from '@image-factory/resilience';
import type { RegistryCredentials } from '../credentials/keychain.js';
import { readChallenges, type AuthChallenge } from './auth-challenge.js';
import { dropBody, readBody } from './answer-body.js';
import type { RegistryStep } from './refusal.js';
import {
  type RegistryAccess,
  RegistryConnection,
  apiHost,
  type WireAnswer,
  type WireRequest,
} from './registry-connection.js';
import { answerFailure, connectionFailure, demandedDelayMs, mayPassSoon } from './registry-failure.js';
import { RegistryLogin } from './registry-login.js';
import { readTrust } from './registry-trust.js';

/** Between the attempts of a request with retryable failures. */
const REQUEST_BACKOFF = new Backoff({ initialMs: 300, retries: 3 });
/** The same limit as the runtime's. */
const MAX_REDIRECTS = 10;
const CERTIFICATES = '/etc/docker/certs.d';

/** A registry and the credentials to use. */
export interface RegistryOptions extends RegistryAccess {
  /** Host and port, in the spelling of `ImageReference.registry`. */
  readonly registry: string;
  /** Undefined accesses the registry anonymously. */
  readonly credentials?: RegistryCredentials;
  /** The registry that this one mirrors: sent as the parameter `ns`, as containerd does. */
  readonly namespace?: string;
  /** Folder of the runtime's registry certificates; default `/etc/docker/certs.d`. */
  readonly certificatesDirectory?: string;
  /** Receives a line for the log before each retry of a request. */
  readonly warn?: (message: string) => void;
}

/** A request to the registry's API. */
export interface RegistryRequest extends Omit<WireRequest, 'url'> {
  /** Path under the root, or an absolute address from a response. */
  readonly target: string | URL;
  /** Determines the meaning of a refusal's status code. */
  readonly step: RegistryStep;
  /** Description of the request for error messages: "the upload of a layer to a/b". */
  readonly what: string;
  /** Required token scopes: `repository:a/b:pull,push`. */
  readonly scopes: readonly string[];
  /** Status codes that are no failure. */
  readonly expect: readonly number[];
  /**
   * Reads the body of a 200 or 206 in place of `content`, which is empty then. Called again if the request is retried;
   * its errors count as a broken connection unless they are FactoryErrors.
   */
  readonly consume?: (body: AsyncIterable<Buffer>) => Promise<void>;
  /** Discards the body of an expected response: its status and headers are sufficient. */
  readonly dropsBody?: boolean;
  /** Retries after a retryable failure; false if only the caller has the offset. */
  readonly repeat?: boolean;
}

/** All success codes: registries differ in which of them they use. */
export const SUCCESS: readonly number[] = Array.from({ length: 100 }, (_, index) => 200 + index);

/** A response that has been read to its end. */
export interface RegistryAnswer {
  readonly statusCode: number;
  readonly headers: WireAnswer['headers'];
  readonly content: Buffer;
  /** The absolute address of its `Location`. */
  readonly location: URL | undefined;
}

interface Session {
  /** The root of the registry: `https://host/`. */
  readonly base: URL;
  readonly connection: RegistryConnection;
  readonly login: RegistryLogin;
}

/** Sends requests to one registry: detects its protocol, authenticates, follows redirects, retries. */
export class RegistryTransport {
  private session: Promise<Session> | undefined;
  private connection: RegistryConnection | undefined;
  private secrets: readonly string[] = [];
  private readonly behind = new Set<Promise<unknown>>();

  constructor(private readonly options: RegistryOptions) {}

  /**
   * @returns a response with one of the expected codes
   * @throws FactoryError `registry_*`, `cancelled`
   */
  async send(request: RegistryRequest, signal: AbortSignal): Promise<RegistryAnswer> {
    try {
      return await REQUEST_BACKOFF.run(() => this.attempt(request, signal), {
        signal,
        isRetryable: (error) => request.repeat !== false && mayPassSoon(error),
        minDelayMs: demandedDelayMs,
        onRetry: (retry, error) => this.warnOfRetry(request.what, retry, error),
      });
    } catch (error) {
      throw error instanceof FactoryError ? error : connectionFailure(this.options.registry, error, signal);
    }
  }

  /** Writes a retry to the log. @param what description of the request, as in "the upload of a layer to a/b" */
  warnOfRetry(what: string, retry: Retry, error: unknown): void {
    this.options.warn?.(`failed: ${what}, ${retry.toString()}: ${FactoryError.from(error).message}`);
  }

  /** Sends a request in the background and ignores its failure; `close` waits until it has ended. */
  sendBehind(request: RegistryRequest, timeoutMs: number): void {
    const sent = this.send({ ...request, repeat: false }, AbortSignal.timeout(timeoutMs))
      .catch(() => undefined)
      .finally(() => this.behind.delete(sent));
    this.behind.add(sent);
  }

  /** Closes all connections after the background requests have ended. */
  async close(): Promise<void> {
    await Promise.all(this.behind);
    await this.connection?.close();
  }

  private async attempt(request: RegistryRequest, signal: AbortSignal): Promise<RegistryAnswer> {
    const { registry } = this.options;
    const answer = await this.exchange(request, signal).catch((error: unknown) => {
      throw connectionFailure(registry, error, signal);
    });
    const { what, step, expect } = request;
    if (expect.includes(answer.statusCode)) return answer;
    throw answerFailure(registry, what, step, { ...answer, body: String(answer.content) }, this.secrets);
  }

  private async exchange(request: RegistryRequest, signal: AbortSignal): Promise<RegistryAnswer> {
    const { base, connection, login } = await this.open(signal);
    const { method, body, scopes } = request;
    let url = safeAddress(request.target, base, base);
    const { namespace } = this.options;
    if (namespace !== undefined) url.searchParams.set('ns', namespace);
    for (let renewed = false, redirects = 0; ;) {
      const own = url.origin === base.origin;
      const authorization = own ? await login.authorization(scopes, signal) : undefined;
      const headers = { ...request.headers, ...(authorization && { authorization }) };
      const answer = await connection.send({ method, url, headers, body }, signal);
      if (answer.statusCode === 401 && own && !renewed) {
        await dropBody(answer);
        login.ask(readChallenges(answer.headers['www-authenticate']));
        login.forget(scopes);
        renewed = true;
        continue;
      }
      const location = locationOf(answer, url, base);
      if (location && isRedirect(method, answer.statusCode) && redirects < MAX_REDIRECTS) {
        await dropBody(answer);
        url = location;
        redirects++;
        continue;
      }
      if (request.consume && (answer.statusCode === 200 || answer.statusCode === 206)) {
        await request.consume(answer.body as AsyncIterable<Buffer>);
        return { statusCode: answer.statusCode, headers: answer.headers, content: Buffer.alloc(0), location };
      }
      return {
        statusCode: answer.statusCode,
        headers: answer.headers,
        content: await this.read(answer, request),
        location,
      };
    }
  }

  private async read(answer: WireAnswer, { expect, dropsBody }: RegistryRequest): Promise<Buffer> {
    if (!dropsBody || !expect.includes(answer.statusCode)) return readBody(this.options.registry, answer);
    await dropBody(answer);
    return Buffer.alloc(0);
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
    const { proxies, certificates } = this.options;
    const host = apiHost(registry);
    const node = await readTrust(certificatesDirectory, host);
    const authorities = [...node.authorities, ...(certificates?.authorities ?? [])];
    const trust = { ...node, ...certificates, authorities };
    this.connection ??= new RegistryConnection(host, trust, insecure, proxies);
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

  /**
   * Requests the root of the API for its authentication challenges. Some registries lack or redirect it: only a
   * response of the registry's own host counts, and otherwise the challenges come with the first refusal.
   */
  private async greet(connection: RegistryConnection, base: URL, signal: AbortSignal): Promise<AuthChallenge[]> {
    let url = new URL('/v2/', base);
    for (let redirects = 0; ; redirects++) {
      const answer = await connection.send({ method: 'GET', url }, signal);
      const { statusCode, headers } = answer;
      const location = locationOf(answer, url, base);
      if (location && isRedirect('GET', statusCode) && redirects < MAX_REDIRECTS) {
        await dropBody(answer);
        url = location;
        continue;
      }
      if (statusCode >= 500 || statusCode === 408 || statusCode === 429) {
        const { registry } = this.options;
        const body = String(await readBody(registry, answer));
        throw answerFailure(registry, 'the first greeting', 'ask', { statusCode, headers, body }, this.secrets);
      }
      await dropBody(answer);
      return url.origin === base.origin ? readChallenges(headers['www-authenticate']) : [];
    }
  }
}

function isRedirect(method: string, status: number): boolean {
  if (status === 307 || status === 308) return true;
  return (method === 'GET' || method === 'HEAD') && [301, 302, 303].includes(status);
}

/** The address in a response's `Location`; undefined if there is none, or an unsupported one. */
function locationOf({ headers: { location } }: WireAnswer, from: URL, base: URL): URL | undefined {
  if (typeof location !== 'string' || !URL.canParse(location, from.href)) return undefined;
  const url = safeAddress(location, from, base);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

/** An absolute address; on the registry's own host it is never downgraded to plain HTTP. */
function safeAddress(target: string | URL, from: URL, base: URL): URL {
  const url = new URL(target, from);
  // Behind a proxy that terminates TLS, registries often generate http addresses.
  if (url.hostname === base.hostname && base.protocol === 'https:' && url.protocol === 'http:') {
    url.protocol = base.protocol;
    url.port = base.port;
  }
  return url;
}

import { Agent, type Dispatcher, Pool, ProxyAgent, request as send } from 'undici';
import { proxyFor, type ProxySettings } from './proxy-settings.js';
import type { RegistryCertificates } from './registry-trust.js';

/** How a node reaches a registry. */
export interface RegistryAccess {
  /** Accepts any certificate, and falls back to plain HTTP without TLS, like the runtime for `insecure-registries`. */
  readonly insecure: boolean;
  /** The proxies of the node. */
  readonly proxies?: ProxySettings;
  /** Certificates that the runtime uses for the registry, in addition to those of the system and of Docker. */
  readonly certificates?: RegistryCertificates;
  /** Registries with the same content that the node asks first, in their order; for reading only. */
  readonly mirrors?: readonly RegistryMirror[];
  /** Whether the settings are for this registry in particular: they precede lists of insecure registries. */
  readonly isSpecific?: boolean;
}

/** A registry that has the images of another one. */
export interface RegistryMirror extends Omit<RegistryAccess, 'mirrors' | 'isSpecific'> {
  /** Host and port. */
  readonly registry: string;
  /** What its repositories begin with, such as `proxy/`; default none. */
  readonly repositoryPrefix?: string;
  /** The mirrored registry, which some mirrors need to know. */
  readonly namespace?: string;
}

/** The API host of a registry: Docker Hub's differs from the one in image names. */
export function apiHost(registry: string): string {
  return registry === 'docker.io' || registry === 'index.docker.io' ? 'registry-1.docker.io' : registry;
}

/** Timeout of establishing a connection. */
const CONNECT_TIMEOUT_MS = 15_000;
/** Timeout of the response to content: some registries verify a whole layer first. */
const CONTENT_TIMEOUT_MS = 300_000;
/** Timeout of any other response. */
const ANSWER_TIMEOUT_MS = 60_000;
/** Timeout between two parts of a response body. */
const PAUSE_TIMEOUT_MS = 60_000;

/** An HTTP request without credentials. */
export interface WireRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array | string;
}

/** An HTTP response; its body must be read or dumped. */
export type WireAnswer = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

type TlsOptions = NonNullable<ProxyAgent.Options['requestTls']>;

/** Connections to one registry and to the hosts of its redirects, through the node's proxies if there are any. */
export class RegistryConnection {
  private readonly own: TlsOptions;
  private readonly foreign: TlsOptions;
  /** By TLS options and proxy. */
  private readonly dispatchers = new Map<string, Dispatcher>();
  private closed = false;

  /**
   * @param host host and port of the registry: only this host receives the client certificate
   * @param insecure accepts any certificate
   */
  constructor(
    private readonly host: string,
    trust: RegistryCertificates,
    insecure: boolean,
    private readonly proxies: ProxySettings = {},
  ) {
    this.foreign = { ca: [...trust.authorities], rejectUnauthorized: !insecure, timeout: CONNECT_TIMEOUT_MS };
    this.own = { ...this.foreign, cert: trust.certificate, key: trust.key };
  }

  /** Sends one request without following redirects. */
  async send({ method, url, headers, body }: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
    const dispatcher = this.dispatcherFor(url);
    const headersTimeout = method === 'PUT' || method === 'PATCH' ? CONTENT_TIMEOUT_MS : ANSWER_TIMEOUT_MS;
    const limits = { headersTimeout, bodyTimeout: PAUSE_TIMEOUT_MS };
    // A separate signal per request: all layers of an image may be requested at once.
    return send(url, { dispatcher, method, headers, body, ...limits, signal: AbortSignal.any([signal]) });
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.dispatchers.values()].map((each) => each.destroy()));
  }

  private dispatcherFor(url: URL): Dispatcher {
    if (this.closed) throw new Error('The connection is closed.');
    const isOwn = url.host === this.host;
    const proxy = proxyFor(url, this.proxies);
    const key = `${isOwn} ${proxy?.href}`;
    const known = this.dispatchers.get(key);
    if (known) return known;
    const tls = isOwn ? this.own : this.foreign;
    const made = proxy ? proxyAgent(proxy, tls) : new Agent({ connect: tls });
    this.dispatchers.set(key, made);
    return made;
  }
}

/** Tunnels HTTPS only: proxies refuse CONNECT to ports of plain HTTP. */
function proxyAgent(proxy: URL, requestTls: TlsOptions): ProxyAgent {
  return new ProxyAgent({
    uri: proxy.href,
    proxyTunnel: false,
    requestTls,
    proxyTls: { timeout: CONNECT_TIMEOUT_MS },
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: CONNECT_TIMEOUT_MS }),
  });
}

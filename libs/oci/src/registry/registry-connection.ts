import { Agent, type Dispatcher, Pool, ProxyAgent, request as send } from 'undici';
import { proxyFor, type ProxySettings } from './proxy-settings.js';
import type { RegistryTrust } from './registry-trust.js';

/** How long a connection may take to come about, in ms. */
const CONNECT_TIMEOUT_MS = 15_000;
/** How long a registry may think about content before it answers, in ms: some check a whole layer before they do. */
const CONTENT_TIMEOUT_MS = 300_000;
/** How long a registry may think about anything else, in ms. */
const ANSWER_TIMEOUT_MS = 60_000;
/** How long an answer may pause, in ms. */
const PAUSE_TIMEOUT_MS = 60_000;

/** An HTTP request, without anything about who sends it. */
export interface WireRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array | string;
}

/** An HTTP answer; its body must be read or dumped. */
export type WireAnswer = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

type TlsOptions = NonNullable<ProxyAgent.Options['requestTls']>;

/** The connections to one registry, and to the hosts that it redirects to; through proxies where the node has some. */
export class RegistryConnection {
  private readonly own: TlsOptions;
  private readonly foreign: TlsOptions;
  /** By how and through what they connect. */
  private readonly dispatchers = new Map<string, Dispatcher>();
  private closed = false;

  /**
   * @param host host and port of the registry: only this one is shown the client's certificate
   * @param insecure trust any certificate
   */
  constructor(
    private readonly host: string,
    trust: RegistryTrust,
    insecure: boolean,
    private readonly proxies: ProxySettings = {},
  ) {
    this.foreign = { ca: trust.authorities, rejectUnauthorized: !insecure, timeout: CONNECT_TIMEOUT_MS };
    this.own = { ...this.foreign, cert: trust.certificate, key: trust.key };
  }

  /** Sends one request once and follows nothing. */
  async send({ method, url, headers, body }: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
    const dispatcher = this.dispatcherFor(url);
    const headersTimeout = method === 'PUT' || method === 'PATCH' ? CONTENT_TIMEOUT_MS : ANSWER_TIMEOUT_MS;
    const limits = { headersTimeout, bodyTimeout: PAUSE_TIMEOUT_MS };
    // A signal of its own: all layers of an image may be asked for at once.
    return send(url, { dispatcher, method, headers, body, ...limits, signal: AbortSignal.any([signal]) });
  }

  /** Ends every connection. */
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

/** Tunnels for HTTPS alone: proxies refuse CONNECT to the ports of plain HTTP. */
function proxyAgent(proxy: URL, requestTls: TlsOptions): ProxyAgent {
  return new ProxyAgent({
    uri: proxy.href,
    proxyTunnel: false,
    requestTls,
    proxyTls: { timeout: CONNECT_TIMEOUT_MS },
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: CONNECT_TIMEOUT_MS }),
  });
}

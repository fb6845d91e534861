import { Agent, request as send, type Dispatcher } from 'undici';
import type { RegistryTrust } from './registry-trust.js';

/** How long a connection may take to come about, in ms. */
const CONNECT_TIMEOUT = 15_000;
/** How long a registry may think before it answers, in ms: some store a whole layer before they do. */
const ANSWER_TIMEOUT = 300_000;
/** How long an answer may pause, in ms. */
const PAUSE_TIMEOUT = 60_000;

/** An HTTP request, without anything about who sends it. */
export interface WireRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array | string;
}

/** An HTTP answer; its body must be read or dumped. */
export type WireAnswer = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

/** The connections to one registry, and to the hosts that it redirects to. */
export class RegistryConnection {
  private readonly own: Agent;
  private readonly foreign: Agent;

  /**
   * @param host host and port of the registry: only this one is shown the client's certificate
   * @param insecure trust any certificate
   */
  constructor(
    private readonly host: string,
    trust: RegistryTrust,
    insecure: boolean,
  ) {
    const connect = { ca: trust.authorities, rejectUnauthorized: !insecure, timeout: CONNECT_TIMEOUT };
    const options = { headersTimeout: ANSWER_TIMEOUT, bodyTimeout: PAUSE_TIMEOUT };
    this.own = new Agent({ ...options, connect: { ...connect, cert: trust.certificate, key: trust.key } });
    this.foreign = new Agent({ ...options, connect });
  }

  /** Sends one request once and follows nothing. */
  send({ method, url, headers, body }: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
    const dispatcher = url.host === this.host ? this.own : this.foreign;
    // A signal of its own: all layers of an image may be asked for at once.
    return send(url, { dispatcher, method, headers, body, signal: AbortSignal.any([signal]) });
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    await Promise.all([this.own.destroy(), this.foreign.destroy()]);
  }
}

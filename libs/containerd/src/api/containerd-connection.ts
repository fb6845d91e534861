import { type CallOptions, Client, credentials, Metadata } from '@grpc/grpc-js';
import { containerdError, isPresent } from './containerd-error.js';
import { type CallName, METHODS } from './definitions.js';
import type { Calls, StreamCalls, WriteMessage } from './messages.js';

/** The usual socket of containerd. */
const ADDRESS = '/run/containerd/containerd.sock';
/** The namespace of Kubernetes. */
const NAMESPACE = 'k8s.io';

/** Timeout of a short call. */
const CALL_TIMEOUT_MS = 60_000;
/** Limit on a message in both directions, the same as containerd's own. */
const MAX_MESSAGE_BYTES = 16 * 2 ** 20;

/** After an outage the next call reconnects at once: callers that wait for containerd poll twice a second. */
const CHANNEL = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 500,
  // The proxies of the environment apply to registries only.
  'grpc.enable_http_proxy': 0,
};

/** Address of containerd, and the namespace of the calls. */
export interface ContainerdAddress {
  /** Path of the socket; default `/run/containerd/containerd.sock`. */
  readonly address?: string;
  /** Default `k8s.io`. */
  readonly namespace?: string;
}

/** Options of one call. */
export interface CallSettings {
  /** Namespace of this call, if not that of the connection. */
  readonly namespace?: string;
  /** Lease that holds the created objects. */
  readonly lease?: string;
  /** Cancels the call: rejects with `cancelled`. */
  readonly signal?: AbortSignal;
  /** Default one minute. */
  readonly timeoutMs?: number;
}

/** Calls of containerd's API over its Unix socket. Every failure is a FactoryError. */
export class ContainerdConnection {
  /** Path of the socket. */
  readonly address: string;
  readonly namespace: string;
  private readonly client: Client;

  constructor({ address = ADDRESS, namespace = NAMESPACE }: ContainerdAddress = {}) {
    this.address = address;
    this.namespace = namespace;
    this.client = new Client(`unix://${address}`, credentials.createInsecure(), CHANNEL);
  }

  /**
   * Makes one call.
   *
   * @param action for messages: `list the containers`
   * @throws FactoryError `engine_unreachable`, `engine_failed`, `disk_full`, `cancelled`
   */
  async call<Name extends keyof Calls>(
    name: Name,
    request: Calls[Name][0],
    action: string,
    settings: CallSettings = {},
  ): Promise<Calls[Name][1]> {
    const { path, requestSerialize, responseDeserialize } = method(name);
    const { signal } = settings;
    try {
      return await new Promise<Calls[Name][1]>((resolve, reject) => {
        const call = this.client.makeUnaryRequest<object, object>(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          this.metadata(settings),
          options(settings),
          (error, answer) => (error ? reject(error) : resolve(answer as Calls[Name][1])),
        );
        const abort = (): void => call.cancel();
        signal?.addEventListener('abort', abort, { once: true });
        call.once('status', () => signal?.removeEventListener('abort', abort));
        if (signal?.aborted) abort();
      });
    } catch (error) {
      throw containerdError(error, this.address, action);
    }
  }

  /** Makes one call with a streamed response. */
  async *stream<Name extends keyof StreamCalls>(
    name: Name,
    request: StreamCalls[Name][0],
    action: string,
    settings: CallSettings = {},
  ): AsyncGenerator<StreamCalls[Name][1], void, undefined> {
    const { path, requestSerialize, responseDeserialize } = method(name);
    const call = this.client.makeServerStreamRequest<object, object>(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      this.metadata(settings),
      options(settings),
    );
    const abort = (): void => call.cancel();
    settings.signal?.addEventListener('abort', abort, { once: true });
    if (settings.signal?.aborted) abort();
    try {
      for await (const part of call) yield part as StreamCalls[Name][1];
    } catch (error) {
      throw containerdError(error, this.address, action);
    } finally {
      settings.signal?.removeEventListener('abort', abort);
      call.cancel();
    }
  }

  /** Writes a document in one message; an existing document is unchanged. */
  async write(document: WriteMessage, action: string, settings: CallSettings = {}): Promise<void> {
    const { path, requestSerialize, responseDeserialize } = method('Content.Write');
    const call = this.client.makeBidiStreamRequest<object, object>(
      path,
      requestSerialize,
      responseDeserialize,
      this.metadata(settings),
      options(settings),
    );
    try {
      call.end(document);
      for await (const answer of call) void answer;
    } catch (error) {
      const failure = containerdError(error, this.address, action);
      if (!isPresent(failure)) throw failure;
    } finally {
      call.cancel();
    }
  }

  /** Closes the connection. */
  close(): void {
    this.client.close();
  }

  private metadata({ namespace = this.namespace, lease }: CallSettings): Metadata {
    const metadata = new Metadata();
    metadata.set('containerd-namespace', namespace);
    if (lease !== undefined) metadata.set('containerd-lease', lease);
    return metadata;
  }
}

function method(name: CallName) {
  return METHODS.get(name)!;
}

function options({ timeoutMs = CALL_TIMEOUT_MS }: CallSettings): CallOptions {
  return { deadline: Date.now() + timeoutMs };
}

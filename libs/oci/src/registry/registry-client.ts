import { createHash } from 'node:crypto';
import { FactoryError, type ErrorCode } from '@image-factory/errors';
import {
  BlobUpload,
  FORGET_TIMEOUT_MS,
  pullScope,
  pushScope,
  type UploadedBlob,
  type UploadListener,
} from './blob-upload.js';
import { MANIFEST_TYPES, type Descriptor, type StoredManifest, type VerifiedBy } from './manifest.js';
import { AnswerFailure } from './registry-failure.js';
import { RegistryTransport, type RegistryAnswer, type RegistryOptions, SUCCESS } from './registry-transport.js';

/** Refusals that forbid every push; any other refusal of a mount only requires an upload of the layer. */
const FORBIDS_PUSHES: readonly ErrorCode[] = ['cancelled', 'registry_quota', 'registry_policy', 'registry_read_only'];

const DIGEST = /^sha256:[a-f0-9]{64}$/;

/** Formats the digest as `sha256:<64 hex>`. */
function digestOf(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/**
 * Client of one registry with the distribution API (OCI, Docker), for one commit. Every call may throw a FactoryError
 * `registry_*` without secrets, and `cancelled` once its signal is aborted.
 */
export class RegistryClient {
  private readonly registry: string;
  private readonly transport: RegistryTransport;

  /** @param readsOnly asks for tokens that permit pulls only; some registries refuse a pull with a token for more */
  constructor(
    options: RegistryOptions,
    private readonly readsOnly = false,
  ) {
    this.registry = options.registry;
    this.transport = new RegistryTransport(options);
  }

  /** Resolves a tag or digest; undefined if the registry has none. */
  async headManifest(repository: string, reference: string, signal: AbortSignal): Promise<Descriptor | undefined> {
    const answer = await this.askManifest('HEAD', repository, reference, signal);
    if (answer.statusCode === 404) return undefined;
    return headDescriptor(answer) ?? this.getManifest(repository, reference, signal);
  }

  /**
   * Verifies that a tag refers to a manifest: by HEAD, then by GET if the response to HEAD proves nothing.
   *
   * @returns the response that has confirmed the digest: `push` if the registry refuses both requests
   * @throws FactoryError `push_unverified` if the registry returns another manifest or none
   */
  async confirmManifest(
    repository: string,
    reference: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<VerifiedBy> {
    const head = await this.askManifest('HEAD', repository, reference, signal).catch(answerFailureOrThrow);
    const headDigest = head instanceof AnswerFailure ? undefined : headerDigest(head.headers);
    if (headDigest) return this.compare(repository, reference, digest, headDigest, 'head');
    const got = await this.askManifest('GET', repository, reference, signal).catch(answerFailureOrThrow);
    if (!(got instanceof AnswerFailure)) {
      const shown = got.statusCode === 404 ? undefined : digestOf(got.content);
      return this.compare(repository, reference, digest, shown, 'get', headerDigest(got.headers));
    }
    // A HEAD without a result is not a refusal.
    if (!(head instanceof AnswerFailure)) return this.compare(repository, reference, digest, undefined, 'head');
    const undecided = [head, got].find(({ retryable }) => retryable);
    if (undecided) throw undecided;
    return 'push';
  }

  /** A manifest, verified against the digest if requested by one; undefined if the registry has none. */
  async getManifest(repository: string, reference: string, signal: AbortSignal): Promise<StoredManifest | undefined> {
    const answer = await this.askManifest('GET', repository, reference, signal);
    if (answer.statusCode === 404) return undefined;
    const body = answer.content;
    const digest = digestOf(body);
    if (reference.includes(':') && reference !== digest) throw this.damaged(reference);
    return { digest, mediaType: mediaType(answer), size: body.length, body };
  }

  /**
   * Stores a manifest under a tag or its digest. @throws FactoryError `push_unverified` if the registry reports another
   * digest
   */
  async putManifest(
    repository: string,
    reference: string,
    mediaType: string,
    body: Buffer,
    signal: AbortSignal,
  ): Promise<string> {
    const { headers } = await this.transport.send(
      {
        method: 'PUT',
        target: `/v2/${repository}/manifests/${reference}`,
        step: 'publish',
        what: `the manifest of ${repository}:${reference}`,
        headers: { 'content-type': mediaType },
        body,
        scopes: [pushScope(repository)],
        expect: SUCCESS,
        dropsBody: true,
      },
      signal,
    );
    const digest = digestOf(body);
    const named = headerDigest(headers);
    if (named) this.compare(repository, reference, digest, named, 'push');
    return digest;
  }

  /** The size of a blob in bytes; undefined if the repository has none with this digest. */
  async headBlob(repository: string, digest: string, signal: AbortSignal): Promise<number | undefined> {
    const answer = await this.askBlob('HEAD', repository, digest, signal).catch((error: unknown) => {
      if (answerFailureOrThrow(error).retryable) throw error;
      // A registry that refuses HEAD may answer GET.
      return this.askBlob('GET', repository, digest, signal, true);
    });
    return answer.statusCode === 404 ? undefined : Number(answer.headers['content-length']);
  }

  /** A small blob such as a configuration, verified against its digest; undefined if the repository has none. */
  async getBlob(repository: string, digest: string, signal: AbortSignal): Promise<Buffer | undefined> {
    const answer = await this.askBlob('GET', repository, digest, signal);
    if (answer.statusCode === 404) return undefined;
    if (digestOf(answer.content) !== digest) throw this.damaged(digest);
    return answer.content;
  }

  /**
   * Reads a blob of any size without verifying it.
   *
   * @param consume reads any part of the blob; called again with the blob from its start after a broken connection
   * @param bytes requests only that many from the start; a registry may send more
   * @returns false if the repository has none with this digest
   */
  async readBlob(
    repository: string,
    digest: string,
    consume: (body: AsyncIterable<Buffer>) => Promise<void>,
    signal: AbortSignal,
    bytes?: number,
  ): Promise<boolean> {
    const request = {
      step: 'ask' as const,
      method: 'GET' as const,
      target: `/v2/${repository}/blobs/${digest}`,
      what: `the question for a layer of ${repository}`,
      headers: bytes === undefined ? undefined : { range: `bytes=0-${bytes - 1}` },
      scopes: [this.scopeOf(repository)],
      expect: [200, 206, 404],
      consume,
    };
    return (await this.transport.send(request, signal)).statusCode !== 404;
  }

  /**
   * Mounts a blob from another repository of this registry.
   *
   * @returns false if the registry cannot, or does not permit it for these credentials
   */
  async mountBlob(repository: string, digest: string, from: string, signal: AbortSignal): Promise<boolean> {
    const query = new URLSearchParams({ mount: digest, from });
    const request = {
      what: `the mount of a layer of ${from} in ${repository}`,
      scopes: [pushScope(repository), pullScope(from)],
    };
    const target = `/v2/${repository}/blobs/uploads/?${query.toString()}`;
    const answer = await this.transport
      .send({ ...request, step: 'begin', method: 'POST', target, expect: [200, 201, 202], dropsBody: true }, signal)
      .catch((error: unknown) => {
        const isRefusal = error instanceof AnswerFailure && !error.retryable;
        if (isRefusal && !FORBIDS_PUSHES.includes(error.code)) return undefined;
        throw error;
      });
    if (!answer) return false;
    if (answer.statusCode === 201) return true;
    // The registry has started an upload instead.
    if (answer.location) {
      const { location: upload } = answer;
      this.transport.sendBehind(
        { ...request, step: 'upload', method: 'DELETE', target: upload, expect: SUCCESS },
        FORGET_TIMEOUT_MS,
      );
    }
    return false;
  }

  /**
   * Uploads a blob whose digest is known only at its end, in bounded memory; resumes after a broken connection.
   *
   * @param listener callbacks; all optional
   * @throws errors of the source
   */
  uploadBlob(
    repository: string,
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    signal: AbortSignal,
    listener: UploadListener = {},
  ): Promise<UploadedBlob> {
    return new BlobUpload(this.transport, this.registry, repository, listener, signal).run(source);
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    await this.transport.close();
  }

  private askManifest(
    method: 'GET' | 'HEAD',
    repository: string,
    reference: string,
    signal: AbortSignal,
  ): Promise<RegistryAnswer> {
    const request = {
      step: 'ask',
      method,
      target: `/v2/${repository}/manifests/${reference}`,
      what: `the question for ${repository}:${reference}`,
      headers: { accept: MANIFEST_TYPES.join(', ') },
      scopes: [this.scopeOf(repository)],
      expect: [200, 404],
    } as const;
    return this.transport.send(request, signal);
  }

  private askBlob(
    method: 'GET' | 'HEAD',
    repository: string,
    digest: string,
    signal: AbortSignal,
    dropsBody = false,
  ): Promise<RegistryAnswer> {
    const target = `/v2/${repository}/blobs/${digest}`;
    const what = `the question for a layer of ${repository}`;
    const scopes = [this.scopeOf(repository)];
    return this.transport.send({ step: 'ask', method, target, what, scopes, expect: [200, 404], dropsBody }, signal);
  }

  private compare(
    repository: string,
    reference: string,
    digest: string,
    shown: string | undefined,
    by: VerifiedBy,
    named = shown,
  ): VerifiedBy {
    if (shown === digest && named === digest) return by;
    shown = shown === digest ? named : shown;
    const seen = shown ? `shows ${shown} instead` : 'does not show it';
    const sentence = `${this.registry}/${repository}:${reference} was pushed as ${digest}, but the registry ${seen}.`;
    throw new FactoryError('push_unverified', sentence);
  }

  private scopeOf(repository: string): string {
    return this.readsOnly ? pullScope(repository) : pushScope(repository);
  }

  private damaged(digest: string): FactoryError {
    const sentence = `The registry ${this.registry} sent something else than ${digest}.`;
    return new FactoryError('registry_failed', sentence);
  }
}

/** The descriptor in the headers of a manifest response; undefined if there is no manifest or a header is missing. */
function headDescriptor(answer: RegistryAnswer): Descriptor | undefined {
  const digest = headerDigest(answer.headers);
  const size = Number(answer.headers['content-length']);
  return digest && Number.isSafeInteger(size) ? { digest, mediaType: mediaType(answer), size } : undefined;
}

function headerDigest({ 'docker-content-digest': digest }: RegistryAnswer['headers']): string | undefined {
  return typeof digest === 'string' && DIGEST.test(digest) ? digest : undefined;
}

function answerFailureOrThrow(error: unknown): AnswerFailure {
  if (error instanceof AnswerFailure) return error;
  throw error;
}

function mediaType(answer: RegistryAnswer): string {
  return String(answer.headers['content-type'] ?? MANIFEST_TYPES[0])
    .split(';', 1)[0]!
    .trim();
}

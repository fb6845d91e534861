import { createHash } from 'node:crypto';
import { FactoryError, type ErrorCode } from '@image-factory/errors';
import { BlobUpload, pushScope, type UploadedBlob } from './blob-upload.js';
import { MANIFEST_TYPES, type Descriptor, type StoredManifest } from './manifest.js';
import { RegistryTransport, type RegistryAnswer, type RegistryOptions } from './registry-transport.js';

/** How a registry says that the other repository is not for these credentials. */
const MAY_NOT: readonly ErrorCode[] = ['registry_unauthorized', 'registry_denied'];

/** `sha256:` and the digest in hexadecimal. */
function digestOf(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/**
 * One registry of the distribution API (OCI, Docker), for one save. Every call may throw a FactoryError
 * `registry_*` that holds no secret, and `cancelled` once its signal is aborted.
 */
export class RegistryClient {
  private readonly registry: string;
  private readonly transport: RegistryTransport;

  constructor(options: RegistryOptions) {
    this.registry = options.registry;
    this.transport = new RegistryTransport(options);
  }

  /** What a tag or digest stands for; undefined if the registry has none. */
  async headManifest(repository: string, reference: string, signal: AbortSignal): Promise<Descriptor | undefined> {
    const answer = await this.askManifest('HEAD', repository, reference, signal);
    if (answer.statusCode === 404) return undefined;
    const digest = answer.headers['docker-content-digest'];
    const size = Number(answer.headers['content-length']);
    if (typeof digest !== 'string' || !Number.isSafeInteger(size))
      return this.getManifest(repository, reference, signal);
    return { digest, mediaType: mediaType(answer), size };
  }

  /** A manifest, checked against the digest if it was asked for by one; undefined if the registry has none. */
  async getManifest(repository: string, reference: string, signal: AbortSignal): Promise<StoredManifest | undefined> {
    const answer = await this.askManifest('GET', repository, reference, signal);
    if (answer.statusCode === 404) return undefined;
    const body = answer.content;
    const digest = digestOf(body);
    if (reference.includes(':') && reference !== digest) throw this.damaged(reference);
    return { digest, mediaType: mediaType(answer), size: body.length, body };
  }

  /** Stores a manifest under a tag or its digest and returns its digest. */
  async putManifest(
    repository: string,
    reference: string,
    mediaType: string,
    body: Buffer,
    signal: AbortSignal,
  ): Promise<string> {
    await this.transport.send(
      {
        method: 'PUT',
        target: `/v2/${repository}/manifests/${reference}`,
        what: `the manifest of ${repository}:${reference}`,
        headers: { 'content-type': mediaType },
        body,
        scopes: [pushScope(repository)],
        expect: [201],
      },
      signal,
    );
    return digestOf(body);
  }

  /** The size of a blob in bytes; undefined if the repository has none of this digest. */
  async headBlob(repository: string, digest: string, signal: AbortSignal): Promise<number | undefined> {
    const answer = await this.askBlob('HEAD', repository, digest, signal);
    return answer.statusCode === 404 ? undefined : Number(answer.headers['content-length']);
  }

  /** A small blob such as a configuration, checked against its digest; undefined if the repository has none. */
  async getBlob(repository: string, digest: string, signal: AbortSignal): Promise<Buffer | undefined> {
    const answer = await this.askBlob('GET', repository, digest, signal);
    if (answer.statusCode === 404) return undefined;
    if (digestOf(answer.content) !== digest) throw this.damaged(digest);
    return answer.content;
  }

  /**
   * Reads a blob of any size; what comes is not checked.
   *
   * @param consume reads as much of it as it wants; called with the blob from its start again after a broken connection
   * @param bytes ask for that many from the start only; a registry may send more
   * @returns false if the repository has none of this digest
   */
  async readBlob(
    repository: string,
    digest: string,
    consume: (body: AsyncIterable<Buffer>) => Promise<void>,
    signal: AbortSignal,
    bytes?: number,
  ): Promise<boolean> {
    const request = {
      method: 'GET' as const,
      target: `/v2/${repository}/blobs/${digest}`,
      what: `the question for a layer of ${repository}`,
      headers: bytes === undefined ? undefined : { range: `bytes=0-${bytes - 1}` },
      scopes: [pushScope(repository)],
      expect: [200, 206, 404],
      consume,
    };
    return (await this.transport.send(request, signal)).statusCode !== 404;
  }

  /**
   * Lets a repository share a blob of another one of this registry.
   *
   * @returns false if the registry cannot, or may not for these credentials
   */
  async mountBlob(repository: string, digest: string, from: string, signal: AbortSignal): Promise<boolean> {
    const query = new URLSearchParams({ mount: digest, from });
    const request = {
      what: `the mount of a layer of ${from} in ${repository}`,
      scopes: [pushScope(repository), `repository:${from}:pull`],
    };
    const target = `/v2/${repository}/blobs/uploads/?${query.toString()}`;
    const answer = await this.transport
      .send({ ...request, method: 'POST', target, expect: [201, 202] }, signal)
      .catch((error: unknown) => {
        if (error instanceof FactoryError && MAY_NOT.includes(error.code)) return undefined;
        throw error;
      });
    if (!answer) return false;
    if (answer.statusCode === 201) return true;
    // The registry has begun an upload instead.
    if (answer.location) {
      const forget = {
        ...request,
        method: 'DELETE',
        target: answer.location,
        expect: [204, 404],
        repeat: false,
      } as const;
      await this.transport.send(forget, signal).catch(() => undefined);
    }
    return false;
  }

  /**
   * Uploads a blob whose digest is known only at its end, in bounded memory; goes on after a broken connection.
   *
   * @param observe told the number of bytes that the registry has acknowledged
   * @throws whatever the source throws
   */
  uploadBlob(
    repository: string,
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    signal: AbortSignal,
    observe: (bytes: number) => void = () => undefined,
  ): Promise<UploadedBlob> {
    return new BlobUpload(this.transport, this.registry, repository, observe, signal).run(source);
  }

  /** Ends every connection. */
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
      method,
      target: `/v2/${repository}/manifests/${reference}`,
      what: `the question for ${repository}:${reference}`,
      headers: { accept: MANIFEST_TYPES.join(', ') },
      scopes: [pushScope(repository)],
      expect: [200, 404],
    };
    return this.transport.send(request, signal);
  }

  private askBlob(
    method: 'GET' | 'HEAD',
    repository: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<RegistryAnswer> {
    const target = `/v2/${repository}/blobs/${digest}`;
    const what = `the question for a layer of ${repository}`;
    return this.transport.send({ method, target, what, scopes: [pushScope(repository)], expect: [200, 404] }, signal);
  }

  private damaged(digest: string): FactoryError {
    const sentence = `The registry ${this.registry} sent something else than ${digest}.`;
    return new FactoryError('registry_failed', sentence);
  }
}

function mediaType(answer: RegistryAnswer): string {
  return String(answer.headers['content-type'] ?? MANIFEST_TYPES[0])
    .split(';', 1)[0]!
    .trim();
}

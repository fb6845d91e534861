import { createHash } from 'node:crypto';
import { FactoryError } from '@image-factory/errors';
import { MANIFEST_TYPES, type Descriptor, type StoredManifest } from './manifest.js';
import { RegistryTransport, type RegistryAnswer, type RegistryOptions } from './registry-transport.js';

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
      scopes: [`repository:${repository}:pull,push`],
      expect: [200, 404],
    };
    return this.transport.send(request, signal);
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

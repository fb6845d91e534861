import { createHash } from 'node:crypto';
import { FactoryError } from '@image-factory/errors';
import { Backoff, pause } from '@image-factory/resilience';
import { inChunks, type SourceWatch } from './chunks.js';
import { AnswerFailure, connectionFailure, demandedDelayMs, mayPassSoon } from './registry-failure.js';
import { type RegistryAnswer, type RegistryRequest, type RegistryTransport, SUCCESS } from './registry-transport.js';

/** Chunk size. A broken connection costs at most one chunk; two are held in memory. */
const CHUNK_BYTES = 8 * 2 ** 20;
/** Between consecutive broken connections of a chunk without progress in the registry. */
const BREAK_BACKOFF = new Backoff({ initialMs: 300, retries: 5 });
/** Limit on sending a chunk, whatever the registry answers: it bounds the bytes of an upload. */
const MAX_SENDS = 8;
/** Timeout of the deletion of an abandoned upload. */
export const FORGET_TIMEOUT_MS = 5_000;

/** Result of an upload. */
export interface UploadedBlob {
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
}

/** Callbacks of an upload. */
export interface UploadListener {
  /** Called with the number of bytes that the registry has acknowledged. */
  readonly onBytes?: (bytes: number) => void;
  /** Notified when the source waits for the registry. */
  readonly source?: SourceWatch;
}

/**
 * Upload of a blob whose digest is known only at its end. Content of up to one chunk is a single request, longer
 * content is sent in chunks. A chunk is kept until the registry has acknowledged it: after a broken connection the
 * upload resumes from the offset that the registry reports.
 */
export class BlobUpload {
  private readonly digest = createHash('sha256');
  private size = 0;
  private session: URL | undefined;
  /** The session's last connection error: after one, a missing session was lost, not refused. */
  private broken: unknown;

  constructor(
    private readonly transport: RegistryTransport,
    private readonly registry: string,
    private readonly repository: string,
    private readonly listener: UploadListener,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Uploads the whole source; must be the last call on this object.
   *
   * @throws errors of the source
   * @throws FactoryError `registry_*`, `cancelled`, or the reason of the signal if that is a FactoryError; the upload
   *   is deleted in the registry in the background
   */
  async run(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<UploadedBlob> {
    try {
      let held: Buffer | undefined;
      for await (const chunk of inChunks(source, CHUNK_BYTES, this.listener.source)) {
        this.digest.update(chunk);
        // A short chunk is the last one.
        if (this.size === 0 && chunk.length < CHUNK_BYTES) held = chunk;
        else await this.append(chunk);
        this.size += chunk.length;
      }
      const digest = `sha256:${this.digest.digest('hex')}`;
      if (this.size === 0 || held) await this.putWhole(held ?? Buffer.alloc(0), digest);
      else await this.finish(digest);
      this.listener.onBytes?.(this.size);
      return { digest, size: this.size };
    } catch (error) {
      this.giveUp();
      throw error;
    }
  }

  private async append(chunk: Buffer): Promise<void> {
    let done = 0;
    for (let breaks = 0, sends = 0; done < chunk.length; sends++) {
      if (sends === MAX_SENDS) throw this.noProgress();
      const before = done;
      try {
        this.session ??= await this.begin();
        done = await this.patch(chunk, done);
      } catch (error) {
        breaks = await this.afterBreak(error, breaks);
        done = await this.recover(chunk, error);
      }
      if (done > before) breaks = 0;
      this.listener.onBytes?.(this.size + done);
    }
  }

  /** Sends the rest of a chunk. @returns how much of it the registry has now */
  private async patch(chunk: Buffer, done: number): Promise<number> {
    const answer = await this.send({
      step: 'upload',
      method: 'PATCH',
      target: this.session!,
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `${this.size + done}-${this.size + chunk.length - 1}`,
      },
      body: chunk.subarray(done),
      expect: SUCCESS,
      repeat: false,
    });
    this.session = answer.location ?? this.session;
    const acknowledged = this.acknowledged(answer, chunk);
    // Amazon ECR stores everything, but always answers the range of the first chunk. A success without progress in its
    // range counts for the whole chunk: the digest of the last request proves what the registry has.
    return acknowledged !== undefined && acknowledged > done ? acknowledged : chunk.length;
  }

  /**
   * Requests the offset within a chunk; starts over if nothing has been acknowledged yet. Registries based on
   * distribution 2.x lose an upload whose connection breaks within a chunk: then the error is final.
   */
  private async recover(chunk: Buffer, error: unknown): Promise<number> {
    this.broken = error;
    if (this.size === 0 || !this.session) {
      // The first chunk is still complete in memory.
      this.giveUp();
      return 0;
    }
    const answer = await this.send({ step: 'upload', method: 'GET', target: this.session, expect: [...SUCCESS, 404] });
    if (answer.statusCode === 404) throw error;
    this.session = answer.location ?? this.session;
    const done = this.acknowledged(answer, chunk);
    if (done === undefined) throw error;
    return done;
  }

  /** How much of a chunk the registry reports to have; undefined if the range is invalid for this chunk. */
  private acknowledged(answer: RegistryAnswer, chunk: Buffer): number | undefined {
    const last = /^(?:bytes[= ])?(\d+)-(\d+)$/.exec(String(answer.headers.range ?? '').trim())?.[2];
    if (last === undefined) return undefined;
    // "0-0" may mean one byte or none.
    const done = (Number(last) || -1) + 1 - this.size;
    return done >= 0 && done <= chunk.length ? done : undefined;
  }

  private async putWhole(content: Buffer, digest: string): Promise<void> {
    for (let breaks = 0; ;) {
      try {
        this.session = await this.begin();
        await this.put(digest, content);
        return;
      } catch (error) {
        if (await this.exists(error, digest)) return;
        breaks = await this.afterBreak(error, breaks);
        this.giveUp();
      }
    }
  }

  private async finish(digest: string): Promise<void> {
    for (let breaks = 0; ;) {
      try {
        await this.put(digest, undefined);
        return;
      } catch (error) {
        if (await this.exists(error, digest)) return;
        breaks = await this.afterBreak(error, breaks);
        this.broken = error;
      }
    }
  }

  private async put(digest: string, body: Buffer | undefined): Promise<void> {
    const target = new URL(this.session!);
    // The rest of the query stays unmodified: it may be signed.
    target.search = `${target.search}${target.search ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
    const headers = { 'content-type': 'application/octet-stream' };
    await this.send({ step: 'upload', method: 'PUT', target, headers, body, expect: SUCCESS, repeat: false });
    this.session = undefined;
  }

  /** Whether the blob exists although its last request failed: only the response may have been lost. */
  private async exists(error: unknown, digest: string): Promise<boolean> {
    const isLost = error instanceof AnswerFailure && error.statusCode === 404;
    if (!(error instanceof FactoryError) || !(error.retryable || isLost)) return false;
    const target = `/v2/${this.repository}/blobs/${digest}`;
    try {
      const { statusCode } = await this.send({ step: 'ask', method: 'HEAD', target, expect: [200, 404] });
      return statusCode === 200;
    } catch (refusal) {
      // A registry that refuses HEAD leaves the question open.
      if (refusal instanceof AnswerFailure && !refusal.retryable) return false;
      throw refusal;
    }
  }

  private async begin(): Promise<URL> {
    const target = `/v2/${this.repository}/blobs/uploads/`;
    const { location } = await this.send({
      step: 'begin',
      method: 'POST',
      target,
      expect: [200, 201, 202],
      repeat: false,
    });
    this.broken = undefined;
    if (location) return location;
    const sentence = `The registry ${this.registry} does not say where to upload to.`;
    throw new FactoryError('registry_upload_refused', sentence);
  }

  /**
   * Backs off after a broken connection, as long as the registry demands; throws the error if it is not retryable or
   * the limit is reached.
   */
  private async afterBreak(error: unknown, breaks: number): Promise<number> {
    const retry = mayPassSoon(error) ? BREAK_BACKOFF.after(breaks + 1, demandedDelayMs(error)) : undefined;
    if (!retry) throw this.isLost(error) ? this.broken : error;
    this.transport.warnOfRetry(this.what, retry, error);
    await pause(retry.delayMs, this.signal).catch((reason: unknown) => {
      throw connectionFailure(this.registry, reason, this.signal);
    });
    return breaks + 1;
  }

  /** Whether an error only means that the session did not survive a broken connection. */
  private isLost(error: unknown): boolean {
    return this.broken !== undefined && error instanceof AnswerFailure && error.statusCode === 404;
  }

  private get what(): string {
    return `the upload of a layer to ${this.repository}`;
  }

  private noProgress(): FactoryError {
    const sentence = `The registry ${this.registry} makes no progress with an upload to ${this.repository}.`;
    return new FactoryError('registry_upload_refused', sentence);
  }

  /** Deletes the upload in the background. */
  private giveUp(): void {
    if (!this.session) return;
    const target = this.session;
    this.session = undefined;
    this.transport.sendBehind(
      this.request({ step: 'upload', method: 'DELETE', target, expect: SUCCESS }),
      FORGET_TIMEOUT_MS,
    );
  }

  private send(request: Omit<RegistryRequest, 'what' | 'scopes' | 'dropsBody'>): Promise<RegistryAnswer> {
    return this.transport.send(this.request(request), this.signal);
  }

  /** Sends a request; responses of an upload have no relevant body. */
  private request(request: Omit<RegistryRequest, 'what' | 'scopes' | 'dropsBody'>): RegistryRequest {
    return { ...request, what: this.what, scopes: [pushScope(this.repository)], dropsBody: true };
  }
}

/** Token scope of a push to a repository. */
export function pushScope(repository: string): string {
  return `repository:${repository}:pull,push`;
}

/** Token scope of a pull from a repository. */
export function pullScope(repository: string): string {
  return `repository:${repository}:pull`;
}

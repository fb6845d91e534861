import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { FactoryError } from '@image-factory/errors';
import { inChunks, type SourceWatch } from './chunks.js';
import { AnswerFailure, connectionFailure } from './registry-failure.js';
import {
  type RegistryAnswer,
  type RegistryRequest,
  type RegistryTransport,
  RETRY_AFTER_MAX_MS,
  SUCCESS,
} from './registry-transport.js';

/** Size of a chunk. A broken connection costs at most one; two are held in memory. */
const CHUNK_BYTES = 8 * 2 ** 20;
/** How often in a row a chunk may break without the registry having got any further. */
const MAX_BREAKS = 5;
/** How often a chunk is sent in all, whatever the registry answers: it bounds the bytes that an upload can cost. */
const MAX_SENDS = 8;
/** How long to wait after the first break, in ms; doubles with each. */
const FIRST_PAUSE_MS = 300;
/** How long the registry may take to forget an upload that was given up, in ms. */
export const FORGET_TIMEOUT_MS = 5_000;

/** What was uploaded. */
export interface UploadedBlob {
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
}

/** Hears of an upload. */
export interface UploadListener {
  /** Called with the number of bytes that the registry has acknowledged. */
  readonly onBytes?: (bytes: number) => void;
  /** Hears when the source waits for the registry. */
  readonly source?: SourceWatch;
}

/**
 * One upload of a blob whose digest is known only at its end. Up to one chunk goes as a single request, anything
 * longer chunk by chunk. A chunk is kept until the registry has acknowledged it: after a broken connection the
 * upload resumes from where the registry says it has got to.
 */
export class BlobUpload {
  private readonly digest = createHash('sha256');
  private size = 0;
  private session: URL | undefined;
  /** The last broken connection of this session: after one, a session that is missing was lost, not refused. */
  private broken: unknown;

  constructor(
    private readonly transport: RegistryTransport,
    private readonly registry: string,
    private readonly repository: string,
    private readonly listener: UploadListener,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Uploads everything that the source gives; only the last call on this object.
   *
   * @throws whatever the source throws
   * @throws FactoryError `registry_*`, `cancelled`, or the reason of the signal if that is a FactoryError; the
   *   registry is asked to forget the upload, and nobody waits for its answer
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

  /** Sends what is left of a chunk and returns how much of it the registry has now. */
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
    // Amazon ECR stores everything and answers the range of the first chunk for ever. A success counts for the whole
    // chunk where the range shows no progress: the digest of the last request proves what the registry has.
    return acknowledged !== undefined && acknowledged > done ? acknowledged : chunk.length;
  }

  /**
   * Asks how much of a chunk the registry has got; starts again where nothing was acknowledged before.
   * Registries on distribution 2.x forget an upload that breaks in the middle of a chunk: then the error stands.
   */
  private async recover(chunk: Buffer, error: unknown): Promise<number> {
    this.broken = error;
    if (this.size === 0 || !this.session) {
      // The very first chunk is still here whole.
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

  /** How much of a chunk the registry has by its own words; undefined if they make no sense for this chunk. */
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
    // The rest of the query stays as the registry wrote it: it may be signed.
    target.search = `${target.search}${target.search ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
    const headers = { 'content-type': 'application/octet-stream' };
    await this.send({ step: 'upload', method: 'PUT', target, headers, body, expect: SUCCESS, repeat: false });
    this.session = undefined;
  }

  /** Whether the blob is there although its last request failed: the answer alone may have been lost. */
  private async exists(error: unknown, digest: string): Promise<boolean> {
    const isLost = error instanceof AnswerFailure && error.statusCode === 404;
    if (!(error instanceof FactoryError) || !(error.retryable || isLost)) return false;
    const target = `/v2/${this.repository}/blobs/${digest}`;
    try {
      const { statusCode } = await this.send({ step: 'ask', method: 'HEAD', target, expect: [200, 404] });
      return statusCode === 200;
    } catch (refusal) {
      // A registry that refuses HEAD only does not say.
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

  /** Waits after a break, as long as the registry asks for; throws the error if it will not pass or has come too often. */
  private async afterBreak(error: unknown, breaks: number): Promise<number> {
    const asked = error instanceof AnswerFailure ? error.retryAfterMs : 0;
    const mayPass = error instanceof FactoryError && error.retryable && asked <= RETRY_AFTER_MAX_MS;
    if (!mayPass || breaks === MAX_BREAKS) throw this.isLost(error) ? this.broken : error;
    const wait = Math.max(FIRST_PAUSE_MS * 2 ** breaks, asked);
    await sleep(wait, undefined, { signal: this.signal }).catch((reason: unknown) => {
      throw connectionFailure(this.registry, reason, this.signal);
    });
    return breaks + 1;
  }

  /** Whether an error only says that the session did not outlast a broken connection. */
  private isLost(error: unknown): boolean {
    return this.broken !== undefined && error instanceof AnswerFailure && error.statusCode === 404;
  }

  private noProgress(): FactoryError {
    const sentence = `The registry ${this.registry} makes no progress with an upload to ${this.repository}.`;
    return new FactoryError('registry_upload_refused', sentence);
  }

  /** Asks the registry to forget the upload; its answer does not matter to anyone. */
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

  /** Nothing of an upload is answered in a body. */
  private request(request: Omit<RegistryRequest, 'what' | 'scopes' | 'dropsBody'>): RegistryRequest {
    const what = `the upload of a layer to ${this.repository}`;
    return { ...request, what, scopes: [pushScope(this.repository)], dropsBody: true };
  }
}

/** What a token must allow for a push to a repository. */
export function pushScope(repository: string): string {
  return `repository:${repository}:pull,push`;
}

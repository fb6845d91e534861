import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { FactoryError } from '@image-factory/errors';
import { inChunks } from './chunks.js';
import { connectionFailure } from './registry-failure.js';
import type { RegistryAnswer, RegistryRequest, RegistryTransport } from './registry-transport.js';

/** Size of a chunk, in bytes. A broken connection costs at most one; two are held in memory. */
const CHUNK = 8 * 2 ** 20;
/** How often in a row a chunk may break without the registry having got any further. */
const BREAKS = 5;
/** How long to wait after the first break, in ms; doubles with each. */
const FIRST_PAUSE = 300;
/** How long the registry may take to forget an upload that was given up, in ms. */
const FORGET_TIMEOUT = 5_000;

/** What was uploaded. */
export interface UploadedBlob {
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * One upload of a blob whose digest is known only at its end. Up to one chunk goes as a single request, anything
 * longer chunk by chunk. A chunk is kept until the registry has acknowledged it: after a broken connection the
 * upload goes on from where the registry says it has got to.
 */
export class BlobUpload {
  private readonly digest = createHash('sha256');
  private size = 0;
  private session: URL | undefined;

  /**
   * @param observe told the number of bytes that the registry has acknowledged
   */
  constructor(
    private readonly transport: RegistryTransport,
    private readonly registry: string,
    private readonly repository: string,
    private readonly observe: (bytes: number) => void,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Uploads everything that the source gives; only the last call on this object.
   *
   * @throws whatever the source throws
   * @throws FactoryError `registry_*`, `cancelled`; the registry has then forgotten the upload, as far as it can
   */
  async run(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<UploadedBlob> {
    try {
      let held: Buffer | undefined;
      for await (const chunk of inChunks(source, CHUNK)) {
        this.digest.update(chunk);
        // A short chunk is the last one.
        if (this.size === 0 && chunk.length < CHUNK) held = chunk;
        else await this.append(chunk);
        this.size += chunk.length;
      }
      const digest = `sha256:${this.digest.digest('hex')}`;
      if (this.size === 0 || held) await this.putWhole(held ?? Buffer.alloc(0), digest);
      else await this.finish(digest);
      this.observe(this.size);
      return { digest, size: this.size };
    } catch (error) {
      await this.giveUp();
      throw error;
    }
  }

  private async append(chunk: Buffer): Promise<void> {
    let done = 0;
    for (let breaks = 0; done < chunk.length;) {
      try {
        this.session ??= await this.begin();
        done = await this.patch(chunk, done);
        breaks = 0;
      } catch (error) {
        breaks = await this.afterBreak(error, breaks);
        const before = done;
        done = await this.recover(chunk, error);
        if (done > before) breaks = 0;
      }
      this.observe(this.size + done);
    }
  }

  /** Sends what is left of a chunk and returns how much of it the registry has now. */
  private async patch(chunk: Buffer, done: number): Promise<number> {
    const answer = await this.send({
      method: 'PATCH',
      target: this.session!,
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `${this.size + done}-${this.size + chunk.length - 1}`,
      },
      body: chunk.subarray(done),
      expect: [202],
      repeat: false,
    });
    this.session = answer.location ?? this.session;
    return this.acknowledged(answer, chunk) ?? chunk.length;
  }

  /**
   * Asks how much of a chunk the registry has got; starts anew where nothing was acknowledged before.
   * Registries on distribution 2.x forget an upload that breaks in the middle of a chunk: then the error stands.
   */
  private async recover(chunk: Buffer, error: unknown): Promise<number> {
    if (this.size === 0 || !this.session) {
      // The very first chunk is still here whole, and "0-0" may mean one byte or none.
      await this.giveUp();
      return 0;
    }
    const answer = await this.send({ method: 'GET', target: this.session, expect: [204, 404] });
    if (answer.statusCode === 404) throw error;
    this.session = answer.location ?? this.session;
    const done = this.acknowledged(answer, chunk);
    if (done === undefined) throw error;
    return done;
  }

  private acknowledged(answer: RegistryAnswer, chunk: Buffer): number | undefined {
    const last = /(\d+)-(\d+)/.exec(String(answer.headers.range ?? ''))?.[2];
    if (last === undefined) return undefined;
    const done = Number(last) + 1 - this.size;
    if (done >= 0 && done <= chunk.length) return done;
    const sentence = `The registry ${this.registry} lost its place in an upload to ${this.repository}.`;
    throw new FactoryError('registry_failed', sentence);
  }

  private async putWhole(content: Buffer, digest: string): Promise<void> {
    for (let breaks = 0; ;) {
      try {
        this.session = await this.begin();
        await this.put(digest, content, false);
        return;
      } catch (error) {
        if (await this.exists(error, digest)) return;
        breaks = await this.afterBreak(error, breaks);
        await this.giveUp();
      }
    }
  }

  private async finish(digest: string): Promise<void> {
    try {
      await this.put(digest, undefined, true);
    } catch (error) {
      if (!(await this.exists(error, digest))) throw error;
    }
  }

  private async put(digest: string, body: Buffer | undefined, repeat: boolean): Promise<void> {
    const target = new URL(this.session!);
    target.searchParams.set('digest', digest);
    const headers = { 'content-type': 'application/octet-stream' };
    await this.send({ method: 'PUT', target, headers, body, expect: [201], repeat });
    this.session = undefined;
  }

  /** Whether the blob is there although its last request failed: the answer alone may have been lost. */
  private async exists(error: unknown, digest: string): Promise<boolean> {
    if (!(error instanceof FactoryError) || !error.retryable) return false;
    const target = `/v2/${this.repository}/blobs/${digest}`;
    const { statusCode } = await this.send({ method: 'HEAD', target, expect: [200, 404] });
    return statusCode === 200;
  }

  private async begin(): Promise<URL> {
    const target = `/v2/${this.repository}/blobs/uploads/`;
    const { location } = await this.send({ method: 'POST', target, expect: [202] });
    if (location) return location;
    throw new FactoryError('registry_failed', `The registry ${this.registry} does not say where to upload to.`);
  }

  /** Waits after a break; throws the error if it will not pass or has come too often. */
  private async afterBreak(error: unknown, breaks: number): Promise<number> {
    if (!(error instanceof FactoryError) || !error.retryable || breaks === BREAKS) throw error;
    await sleep(FIRST_PAUSE * 2 ** breaks, undefined, { signal: this.signal }).catch((reason: unknown) => {
      throw connectionFailure(this.registry, reason, this.signal);
    });
    return breaks + 1;
  }

  private async giveUp(): Promise<void> {
    if (!this.session) return;
    const target = this.session;
    this.session = undefined;
    const request = { method: 'DELETE', target, expect: [204, 404], repeat: false } as const;
    await this.send(request, AbortSignal.timeout(FORGET_TIMEOUT)).catch(() => undefined);
  }

  private send(
    request: Omit<RegistryRequest, 'what' | 'scopes'>,
    signal: AbortSignal = this.signal,
  ): Promise<RegistryAnswer> {
    const what = `the upload of a layer to ${this.repository}`;
    return this.transport.send({ ...request, what, scopes: [pushScope(this.repository)] }, signal);
  }
}

/** What a token must allow for a push to a repository. */
export function pushScope(repository: string): string {
  return `repository:${repository}:pull,push`;
}

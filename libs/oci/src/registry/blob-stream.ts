import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { FactoryError } from '@image-factory/errors';
import type { RegistryClient } from './registry-client.js';

/**
 * Streams a blob of any size without verifying it. After a broken connection the stream continues where it was.
 *
 * @throws FactoryError `registry_failed` if the repository has none with this digest, `registry_*`, `cancelled`
 */
export async function* streamBlob(
  client: Pick<RegistryClient, 'readBlob'>,
  repository: string,
  digest: string,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  const pipe = new PassThrough();
  let delivered = 0;
  const consume = async (body: AsyncIterable<Buffer>): Promise<void> => {
    let at = 0;
    for await (const part of body) {
      const fresh = part.subarray(Math.max(0, delivered - at));
      at += part.length;
      delivered = Math.max(delivered, at);
      if (fresh.length > 0 && !pipe.write(fresh)) await once(pipe, 'drain', { signal: stopped });
    }
  };
  client.readBlob(repository, digest, consume, stopped).then(
    (isThere) => (isThere ? pipe.end() : pipe.destroy(missing(repository, digest))),
    (error: unknown) => pipe.destroy(error as Error),
  );
  try {
    yield* pipe as AsyncIterable<Buffer>;
  } finally {
    stop.abort();
    pipe.destroy();
  }
}

function missing(repository: string, digest: string): FactoryError {
  return new FactoryError('registry_failed', `The registry has no ${digest} in ${repository}.`);
}

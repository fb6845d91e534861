import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Registry } from '../../sandbox/index.js';

interface Descriptor {
  readonly digest: string;
  readonly size: number;
}

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/**
 * SHA-256 of a file in the last layer of an image, read from the registry. Rejects if a part of the image is missing in
 * the registry or does not match its digest.
 */
export async function hashInLastLayer(registry: Registry, repository: string, tag: string, file: string) {
  const manifest = (await registry.manifest(repository, tag)) as Manifest | undefined;
  if (!manifest) throw new Error(`The registry has no manifest of ${repository}:${tag}.`);
  const { config, layers } = manifest;
  const last = layers.at(-1);
  if (!last) throw new Error(`${repository}:${tag} has no layers.`);
  for (const blob of [config, ...layers.slice(0, -1)]) {
    await pipeline(await verified(registry, repository, blob), new PassThrough().resume());
  }
  return hashInLayer(await verified(registry, repository, last), file);
}

/** Content of a blob; its stream fails at the end if the content does not match the digest. */
async function verified(registry: Registry, repository: string, { digest }: Descriptor): Promise<Readable> {
  const answer = await fetch(`${registry.scheme}://${registry.address}/v2/${repository}/blobs/${digest}`);
  if (!answer.ok || !answer.body) throw new Error(`The registry answers ${answer.status} for ${digest}.`);
  const body = Readable.fromWeb(answer.body);
  return Readable.from(
    (async function* () {
      const hash = createHash('sha256');
      for await (const chunk of body as AsyncIterable<Buffer>) {
        hash.update(chunk);
        yield chunk;
      }
      const found = `sha256:${hash.digest('hex')}`;
      if (found !== digest) throw new Error(`The registry gives ${found} as ${digest}.`);
    })(),
  );
}

async function hashInLayer(layer: Readable, file: string): Promise<string> {
  const tar = spawn('tar', ['-xzO', file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const hash = createHash('sha256');
  await Promise.all([pipeline(layer, tar.stdin), pipeline(tar.stdout, hash)]);
  return hash.digest('hex');
}

import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RegistryClient } from './registry-client.js';
import { CuttingProxy } from './testing/cutting-proxy.js';
import { DockerRegistry } from './testing/docker-registry.js';

jest.setTimeout(120_000);

const MIB = 2 ** 20;
const TYPE = 'application/vnd.docker.distribution.manifest.v2+json';

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** Pieces of varying size, like those of a pipe. */
function* pieces(content: Buffer): Generator<Buffer> {
  for (let at = 0, size = 1; at < content.length; at += size, size = ((size * 7) % 200_003) + 1) {
    yield content.subarray(at, at + size);
  }
}

describe('RegistryClient, on a real registry', () => {
  let registry: DockerRegistry;
  let client: RegistryClient;
  const { signal } = new AbortController();

  beforeAll(async () => {
    registry = await DockerRegistry.start();
    client = new RegistryClient({ registry: registry.address, insecure: true });
  });

  afterAll(async () => {
    await client.close();
    await registry.stop();
  });

  async function download(repository: string, digest: string): Promise<Buffer> {
    const answer = await fetch(`http://${registry.address}/v2/${repository}/blobs/${digest}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  it.each([0, 1, 5_000_000, 16 * MIB, 16 * MIB + 1, 45_000_000])('uploads %i bytes', async (size) => {
    const content = randomBytes(size);
    const sent: number[] = [];
    const uploaded = await client.uploadBlob('up/load', pieces(content), signal, {
      onBytes: (bytes) => sent.push(bytes),
    });
    expect(uploaded).toEqual({ digest: digestOf(content), size });
    expect(await client.headBlob('up/load', uploaded.digest, signal)).toBe(size);
    expect((await download('up/load', uploaded.digest)).equals(content)).toBe(true);
    expect(sent.at(-1)).toBe(size);
    expect(sent).toEqual([...sent].sort((a, b) => a - b));
  });

  it('stores a manifest, and finds it by tag and by digest', async () => {
    expect(await client.headManifest('a/b', 'latest', signal)).toBeUndefined();
    expect(await client.getManifest('a/b', 'latest', signal)).toBeUndefined();
    const config = await client.uploadBlob('a/b', [Buffer.from('{}')], signal);
    const descriptor = { mediaType: 'application/vnd.docker.container.image.v1+json', ...config };
    const manifest = { schemaVersion: 2, mediaType: TYPE, config: descriptor, layers: [] };
    const body = Buffer.from(JSON.stringify(manifest));
    const digest = await client.putManifest('a/b', 'latest', TYPE, body, signal);
    const stored = { digest: digestOf(body), mediaType: TYPE, size: body.length };
    expect(digest).toBe(stored.digest);
    expect(await client.headManifest('a/b', 'latest', signal)).toEqual(stored);
    expect(await client.headManifest('a/b', digest, signal)).toEqual(stored);
    expect(await client.getManifest('a/b', digest, signal)).toEqual({ ...stored, body });
    expect(await client.getBlob('a/b', config.digest, signal)).toEqual(Buffer.from('{}'));
  });

  it('refuses a manifest whose layer is missing, with the reason', async () => {
    const missing = { mediaType: 'application/octet-stream', size: 2, digest: digestOf(Buffer.from('no')) };
    const body = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: TYPE, config: missing, layers: [] }));
    await expect(client.putManifest('a/b', 'bad', TYPE, body, signal)).rejects.toMatchObject({
      code: 'registry_manifest_invalid',
      message: expect.stringContaining('MANIFEST_BLOB_UNKNOWN') as unknown,
    });
  });

  it('mounts a blob of another repository, and reports a failure', async () => {
    const { digest } = await client.uploadBlob('from/here', [Buffer.from('shared')], signal);
    expect(await client.headBlob('to/there', digest, signal)).toBeUndefined();
    expect(await client.mountBlob('to/there', digest, 'from/here', signal)).toBe(true);
    expect(await client.headBlob('to/there', digest, signal)).toBe(6);
    expect(await client.mountBlob('to/there', digestOf(Buffer.from('?')), 'from/here', signal)).toBe(false);
  });

  it('restarts when the connection breaks in the first chunk', async () => {
    const proxy = await CuttingProxy.start(registry.address, [3 * MIB, 5 * MIB]);
    const through = new RegistryClient({ registry: proxy.address, insecure: true });
    try {
      const content = randomBytes(40_000_000);
      const uploaded = await through.uploadBlob('broken/line', pieces(content), signal);
      expect(proxy.cutsLeft).toBe(0);
      expect((await download('broken/line', uploaded.digest)).equals(content)).toBe(true);
    } finally {
      await through.close();
      await proxy.stop();
    }
  });

  it('uploads the correct content or nothing if the connection breaks later', async () => {
    const proxy = await CuttingProxy.start(registry.address, [37 * MIB]);
    const through = new RegistryClient({ registry: proxy.address, insecure: true });
    try {
      const content = randomBytes(70_000_000);
      // Whether this registry can resume depends on how much of the chunk it had received.
      const outcome = await through.uploadBlob('broken/late', pieces(content), signal).catch((error: unknown) => error);
      expect(proxy.cutsLeft).toBe(0);
      const size = await client.headBlob('broken/late', digestOf(content), signal);
      if (size === undefined) expect(outcome).toMatchObject({ code: 'registry_unreachable', retryable: true });
      else expect(outcome).toEqual({ digest: digestOf(content), size: content.length });
    } finally {
      await through.close();
      await proxy.stop();
    }
  });

  it('sends a small blob again when its connection breaks', async () => {
    const proxy = await CuttingProxy.start(registry.address, [MIB]);
    const through = new RegistryClient({ registry: proxy.address, insecure: true });
    try {
      const content = randomBytes(2 * MIB);
      const uploaded = await through.uploadBlob('broken/small', [content], signal);
      expect(proxy.cutsLeft).toBe(0);
      expect((await download('broken/small', uploaded.digest)).equals(content)).toBe(true);
    } finally {
      await through.close();
      await proxy.stop();
    }
  });

  it('rethrows an error of the source', async () => {
    function* failing(): Generator<Buffer> {
      yield randomBytes(20 * MIB);
      throw new Error('the source broke');
    }
    await expect(client.uploadBlob('a/b', failing(), signal)).rejects.toThrow('the source broke');
  });

  it('stops on abort', async () => {
    const abort = new AbortController();
    async function* endless(): AsyncGenerator<Buffer> {
      for (let count = 0; ; count++) {
        if (count === 40) abort.abort();
        yield await Promise.resolve(Buffer.alloc(MIB, count));
      }
    }
    await expect(client.uploadBlob('a/b', endless(), abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

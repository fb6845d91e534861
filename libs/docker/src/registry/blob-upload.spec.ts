import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { RegistryClient } from './registry-client.js';
import { ResumingRegistry } from './testing/resuming-registry.js';

jest.setTimeout(120_000);

const MIB = 2 ** 20;

describe('BlobUpload, over a line that breaks', () => {
  let registry: ResumingRegistry;
  let client: RegistryClient;
  const { signal } = new AbortController();

  afterEach(async () => {
    await client.close();
    await registry.stop();
  });

  async function start(...breaks: number[]): Promise<void> {
    registry = await ResumingRegistry.start(breaks);
    client = new RegistryClient({ registry: registry.address, insecure: true });
  }

  it('goes on from where the registry has got to', async () => {
    await start(18 * MIB, 25 * MIB, 47 * MIB);
    const content = randomBytes(50 * MIB);
    const { size } = await client.uploadBlob('a/b', [content], signal);
    expect(size).toBe(content.length);
    expect(registry.finished?.equals(content)).toBe(true);
    expect(registry.ranges).toEqual([
      `0-${16 * MIB - 1}`,
      `${16 * MIB}-${32 * MIB - 1}`,
      `${18 * MIB}-${32 * MIB - 1}`,
      `${25 * MIB}-${32 * MIB - 1}`,
      `${32 * MIB}-${48 * MIB - 1}`,
      `${47 * MIB}-${48 * MIB - 1}`,
      `${48 * MIB}-${50 * MIB - 1}`,
    ]);
  });

  it('gives up where the line breaks again and again at one place', async () => {
    await start(...Array.from({ length: 20 }, () => 20 * MIB));
    const uploading = client.uploadBlob('a/b', [randomBytes(30 * MIB)], signal);
    await expect(uploading).rejects.toMatchObject({ code: 'registry_unreachable' });
    expect(registry.finished).toBeUndefined();
  });
});

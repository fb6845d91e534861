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

  it('resumes from where the registry has got to', async () => {
    await start(10 * MIB, 13 * MIB, 23 * MIB);
    const content = randomBytes(26 * MIB);
    const { size } = await client.uploadBlob('a/b', [content], signal);
    expect(size).toBe(content.length);
    expect(registry.finished?.equals(content)).toBe(true);
    expect(registry.ranges).toEqual([
      `0-${8 * MIB - 1}`,
      `${8 * MIB}-${16 * MIB - 1}`,
      `${10 * MIB}-${16 * MIB - 1}`,
      `${13 * MIB}-${16 * MIB - 1}`,
      `${16 * MIB}-${24 * MIB - 1}`,
      `${23 * MIB}-${24 * MIB - 1}`,
      `${24 * MIB}-${26 * MIB - 1}`,
    ]);
  });

  it('fails if the connection breaks repeatedly at the same offset', async () => {
    await start(...Array.from({ length: 20 }, () => 20 * MIB));
    const uploading = client.uploadBlob('a/b', [randomBytes(30 * MIB)], signal);
    await expect(uploading).rejects.toMatchObject({ code: 'registry_unreachable' });
    expect(registry.finished).toBeUndefined();
  });
});

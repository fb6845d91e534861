import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RegistryClient } from './registry-client.js';
import { DockerRegistry } from './testing/docker-registry.js';

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

  it('knows that a tag is not there', async () => {
    expect(await client.headManifest('a/b', 'none', signal)).toBeUndefined();
  });
});

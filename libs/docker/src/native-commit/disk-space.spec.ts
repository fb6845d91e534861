import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import type { DockerEngine } from '../engine/docker-engine.js';
import { DiskSpace } from './disk-space.js';

/** A runtime with a data root and a container with changes of this size. */
function engine(rootDirectory: string, changed: number): DockerEngine {
  const containers = { sizes: () => Promise.resolve({ whole: changed, changed }) };
  return { info: () => Promise.resolve({ rootDirectory }), containers } as unknown as DockerEngine;
}

describe('DiskSpace', () => {
  it('has room for a small layer', async () => {
    await expect(new DiskSpace(engine(tmpdir(), 1)).check('c')).resolves.toBeUndefined();
  });

  it('refuses a layer larger than the disk, naming the folder', async () => {
    await expect(new DiskSpace(engine(tmpdir(), 1e18)).check('c')).rejects.toMatchObject({
      code: 'disk_full',
      message: expect.stringContaining(tmpdir()),
    });
  });

  it('refuses any layer on a full disk', async () => {
    await expect(new DiskSpace(engine('/proc', 0)).check('c')).rejects.toMatchObject({ code: 'disk_full' });
  });

  it('accepts a folder that is not visible', async () => {
    await expect(new DiskSpace(engine('/no/such/folder', 1e18)).check('c')).resolves.toBeUndefined();
  });
});

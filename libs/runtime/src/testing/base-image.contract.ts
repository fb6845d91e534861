import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { ContainerRuntime } from '../container-runtime.port.js';
import type { ContractContainer } from './contract-container.js';

/** Contract of every BaseImage. */
export function baseImageContract(
  name: string,
  stage: () => {
    readonly runtime: Pick<ContainerRuntime, 'containers' | 'baseImage'>;
    readonly container: ContractContainer;
    /** Diff IDs of the base image according to the runtime's own tools. */
    readonly diffIds: readonly string[];
    /** Digest of the configuration of the base image; default: the image id of the container. */
    readonly configuration?: string;
  },
): void {
  describe(`BaseImage over ${name}`, () => {
    it('holds the image of a container with its configuration', async () => {
      const { runtime, container, diffIds, configuration } = stage();
      const facts = await runtime.containers.find(container.id);
      const held = await runtime.baseImage.hold(facts);
      expect(held.id).toBe(configuration ?? facts.imageId);
      expect(held.config.rootfs.diff_ids).toEqual(diffIds);
      expect(held.config.os).toBe('linux');
      await held.release();
    });

    it('has no blob that the runtime has never handled', async () => {
      const { runtime, container, diffIds } = stage();
      const held = await runtime.baseImage.hold(await runtime.containers.find(container.id));
      const foreign = `sha256:${createHash('sha256').update('foreign').digest('hex')}`;
      expect(await held.hasBlob(diffIds[0]!, foreign)).toBe(false);
      await held.release();
    });

    it('refuses an image that is not there', async () => {
      const { runtime, container } = stage();
      const facts = await runtime.containers.find(container.id);
      const missing = { ...facts, imageId: `sha256:${'0'.repeat(64)}` };
      await expect(runtime.baseImage.hold(missing)).rejects.toMatchObject({ code: 'direct_unavailable' });
    });
  });
}

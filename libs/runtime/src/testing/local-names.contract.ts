import { describe, expect, it } from '@jest/globals';
import { ImageReference } from '@image-factory/oci';
import type { ContainerRuntime } from '../container-runtime.port.js';
import type { ContractContainer } from './contract-container.js';

/** What the contract needs of a node. */
export interface LocalNamesStage {
  readonly runtime: Pick<ContainerRuntime, 'baseImage' | 'containers' | 'localNames'>;
  /** Starts a container of a new image, which has this name only. */
  readonly start: (name: string) => Promise<ContractContainer & { readonly remove: () => Promise<void> }>;
  /** Gives the name to another image. */
  readonly rename: (name: string) => Promise<void>;
  /** Ids of all images of the node. */
  readonly images: () => Promise<readonly string[]>;
}

/** Contract of every LocalNames. */
export function localNamesContract(name: string, stage: () => LocalNamesStage): void {
  describe(`LocalNames over ${name}`, () => {
    const reference = ImageReference.parse('names.example.com/team/notebook:1');

    it('removes the name of an image that a container uses; the image goes after the container', async () => {
      const { runtime, start, images } = stage();
      const before = await images();
      const container = await start(reference.toString());
      const [found, ...others] = await runtime.localNames.find(reference);
      expect(others).toEqual([]);
      expect(await found!.remove()).toBe(true);
      expect(await runtime.localNames.find(reference)).toEqual([]);
      expect(await found!.remove()).toBe(false);

      expect(await runtime.localNames.removeUnused()).toBe(0);
      expect(await container.shell('echo runs')).toBe('runs\n');
      const held = await runtime.baseImage.hold(await runtime.containers.find(container.id));
      expect(held.config.rootfs.diff_ids.length).toBeGreaterThan(0);
      await held.release();

      await container.remove();
      expect(await runtime.localNames.removeUnused()).toBe(1);
      expect(await images()).toEqual(before);
    });

    it('removes an image that no container uses with its name', async () => {
      const { runtime, start, images } = stage();
      const before = await images();
      await (await start(reference.toString())).remove();
      const [found] = await runtime.localNames.find(reference);
      expect(await found!.remove()).toBe(true);
      expect(await images()).toEqual(before);
    });

    it('leaves the name to an image that has got it meanwhile', async () => {
      const { runtime, start, rename } = stage();
      const container = await start(reference.toString());
      const [before] = await runtime.localNames.find(reference);
      await rename(reference.toString());
      const [now] = await runtime.localNames.find(reference);
      expect(now!.imageId).not.toBe(before!.imageId);
      expect(await before!.remove()).toBe(false);
      expect(await runtime.localNames.find(reference)).toMatchObject([{ imageId: now!.imageId }]);
      await container.remove();
      expect(await now!.remove()).toBe(true);
    });

    it('finds nothing under a name that no image has', async () => {
      const { localNames } = stage().runtime;
      expect(await localNames.find(ImageReference.parse('names.example.com/team/absent:1'))).toEqual([]);
    });
  });
}

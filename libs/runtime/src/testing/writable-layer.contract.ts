import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ContainerRuntime } from '../container-runtime.port.js';
import type { ContractContainer } from './contract-container.js';

/** Contract of every WritableLayer. */
export function writableLayerContract(
  name: string,
  stage: () => {
    readonly runtime: Pick<ContainerRuntime, 'containers' | 'writableLayer'>;
    readonly container: ContractContainer;
  },
): void {
  describe(`WritableLayer over ${name}`, () => {
    it('is where the container writes', async () => {
      const { runtime, container } = stage();
      await container.shell('echo changed > /changed');
      const { upper } = await runtime.writableLayer.locate(await runtime.containers.find(container.id));
      expect(await readFile(join(upper, 'changed'), 'utf8')).toBe('changed\n');
    });

    it('names the folders of the runtime', async () => {
      const { runtime, container } = stage();
      const facts = await runtime.containers.find(container.id);
      const paths = await runtime.writableLayer.runtimePaths(facts);
      expect(paths?.upper).toBe((await runtime.writableLayer.locate(facts)).upper);
      expect(paths?.prefixBytes).toBeGreaterThan(paths?.upper.length ?? Infinity);
    });
  });
}

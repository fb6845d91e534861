import { afterEach, describe, expect, it } from '@jest/globals';
import type { ContainerRuntime } from '../container-runtime.port.js';
import type { ContractContainer } from './contract-container.js';

/** Contract of every Pauser. */
export function pauserContract(
  name: string,
  stage: () => {
    readonly runtime: Pick<ContainerRuntime, 'containers' | 'pauser'>;
    readonly container: ContractContainer;
  },
): void {
  describe(`Pauser over ${name}`, () => {
    afterEach(async () => {
      const { runtime, container } = stage();
      if ((await runtime.containers.find(container.id)).paused) await runtime.pauser.resume(container.id);
    });

    it('stops the processes of a container, and lets them run again', async () => {
      const { runtime, container } = stage();
      await container.shell('(while :; do date +%s%N > /tick; sleep 0.01; done) >/dev/null 2>&1 &');
      await runtime.pauser.pause(container.id);
      expect(await runtime.containers.find(container.id)).toMatchObject({ running: true, paused: true });
      await runtime.pauser.resume(container.id);
      expect(await runtime.containers.find(container.id)).toMatchObject({ running: true, paused: false });
      const before = await container.shell('cat /tick');
      for (let now = before; now === before; now = await container.shell('cat /tick'));
    });

    it('refuses to pause twice, and to resume what runs', async () => {
      const { runtime, container } = stage();
      await expect(runtime.pauser.resume(container.id)).rejects.toMatchObject({ code: 'engine_failed' });
      await runtime.pauser.pause(container.id);
      await expect(runtime.pauser.pause(container.id)).rejects.toMatchObject({ code: 'engine_failed' });
    });

    it('remembers at once that a container was resumed since a moment', async () => {
      const { runtime, container } = stage();
      for (let round = 0; round < 5; round++) {
        await runtime.pauser.pause(container.id);
        const at = Date.now();
        expect(await runtime.pauser.wasResumedSince(container.id, at)).toBe(false);
        await runtime.pauser.resume(container.id);
        expect(await runtime.pauser.wasResumedSince(container.id, at - 1)).toBe(true);
      }
    });

    it('rejects an unknown container', async () => {
      const { pauser } = stage().runtime;
      await expect(pauser.pause('f'.repeat(64))).rejects.toMatchObject({ code: 'container_not_found' });
      await expect(pauser.resume('f'.repeat(64))).rejects.toMatchObject({ code: 'container_not_found' });
    });
  });
}

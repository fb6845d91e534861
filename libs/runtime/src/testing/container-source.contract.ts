import { describe, expect, it } from '@jest/globals';
import type { ContainerSource } from '../container-source.port.js';
import type { ContractContainer } from './contract-container.js';

/** Contract of every ContainerSource. */
export function containerSourceContract(
  runtime: string,
  stage: () => { readonly source: ContainerSource; readonly container: ContractContainer },
): void {
  describe(`ContainerSource over ${runtime}`, () => {
    it('finds a container by id, by the start of its id and by name', async () => {
      const { source, container } = stage();
      for (const spelling of [container.id, container.id.slice(0, 12), container.name, `/${container.name}`]) {
        expect(await source.find(spelling)).toMatchObject({ id: container.id, name: container.name });
      }
    });

    it('describes a running container', async () => {
      const { source, container } = stage();
      const facts = await source.find(container.id);
      expect(facts).toMatchObject({ running: true, paused: false, restarting: false, restartCount: 0 });
      expect(facts.imageId).toMatch(/^(sha256:)?[0-9a-f]{64}$/);
      expect(facts.pid).toBeGreaterThan(1);
      expect(facts.config.Cmd).toEqual(['sleep', '1000000000']);
    });

    it('refuses an unknown container, and a spelling that is none', async () => {
      const { source } = stage();
      await expect(source.find('nobody-has-this-name')).rejects.toMatchObject({ code: 'container_not_found' });
      await expect(source.find('a b')).rejects.toMatchObject({ code: 'invalid_container' });
    });

    it('lists the container', async () => {
      const { source, container } = stage();
      const listed = (await source.list()).find(({ id }) => id === container.id);
      expect(listed).toMatchObject({ name: container.name, state: 'running' });
      expect(listed?.createdAt.getTime()).toBeGreaterThan(Date.now() - 3_600_000);
    });

    it('measures the container, and names what it has changed', async () => {
      const { source, container } = stage();
      await container.shell('mkdir -p /data && dd if=/dev/zero of=/data/file bs=1024 count=64 2>/dev/null');
      const { whole, changed } = await source.sizes(container.id);
      expect(changed).toBeGreaterThanOrEqual(64 * 1024);
      expect(whole).toBeGreaterThan(changed);
      const { changes, isComplete } = await source.changes(container.id, new AbortController().signal);
      expect(changes).toContainEqual({ path: '/data/file', kind: 'added' });
      expect(isComplete).toBe(true);
    });
  });
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NodeContainer } from '../sandbox/index.js';
import { machine } from './setup/machine.js';

describe('the sandbox', () => {
  const { engine, registry, lockedRegistry } = machine();
  let container: NodeContainer;

  beforeAll(async () => {
    container = await engine.run();
    await container.write('/root/project/notes.txt', 'changed\n');
  });
  afterAll(() => container.remove());

  it('runs a container that has files written and commands run in it', async () => {
    expect(await container.read('/root/project/notes.txt')).toBe('changed\n');
    expect(await container.exec(['sh', '-c', 'echo out; echo err >&2; exit 3'])).toEqual({
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    await expect(container.shell('cat /nothing')).rejects.toThrow('No such file');
  });

  it('carries a change through the registry', async () => {
    const image = registry.image('sandbox/change:v1');
    await engine.commit(container.id, image);
    const digest = await engine.push(image);
    expect(await registry.digest('sandbox/change', 'v1')).toBe(digest);
    expect(await registry.tags('sandbox/change')).toEqual(['v1']);

    await engine.removeImage(image);
    expect(await engine.pull(image)).toEqual({ layers: 1, digest });
    const pulled = await engine.run({ image });
    expect(await pulled.read('/root/project/notes.txt')).toBe('changed\n');
    await pulled.remove();
    await engine.removeImage(image);
  });

  it('requires a login for the locked registry', async () => {
    const image = lockedRegistry.image('sandbox/locked:v1');
    await engine.commit(container.id, image);
    const wrong = { user: lockedRegistry.login.user, password: 'wrong' };
    await expect(engine.push(image)).rejects.toThrow('no basic auth credentials');
    await expect(engine.push(image, wrong)).rejects.toThrow('authentication required');
    await engine.push(image, lockedRegistry.login);
    expect(await lockedRegistry.tags('sandbox/locked')).toEqual(['v1']);
    await engine.removeImage(image);
  });
});

import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContainerProcess, upperOf } from '@image-factory/runtime';
import { Folder, type NodeContainer } from '../sandbox/index.js';
import { machine } from './setup/machine.js';

describe('The first process of a container', () => {
  const { engine } = machine();
  const folder = new Folder('d');
  let container: NodeContainer;
  let upper: string;
  let pid: number;

  beforeAll(async () => {
    container = await engine.run();
    const { State: state, GraphDriver: driver } = await container.inspect();
    upper = (driver.Data as unknown as { UpperDir: string }).UpperDir;
    pid = state.Pid;
  });

  afterAll(async () => {
    await container?.remove();
    folder.remove();
  });

  const first = () => new ContainerProcess({ id: container.id, pid });

  it('has the upper directory in its mount table', async () => {
    const root = await first().root();
    expect(root?.type).toBe('overlay');
    expect(upperOf(root!)).toBe(upper);
    expect(await first().idMapping()).toBeUndefined();
  });

  it('writes to that directory and to no other', async () => {
    await first().checkUpper(upper);
    await container.shell('echo changed > /changed');
    await first().checkUpper(upper);
    mkdirSync(folder.at('other'));
    for (const other of [folder.at('other'), '/']) {
      await expect(first().checkUpper(other)).rejects.toMatchObject({ code: 'direct_unavailable' });
    }
    await expect(first().checkUpper(folder.at('missing'))).rejects.toMatchObject({
      code: 'direct_unavailable',
      message: expect.stringContaining('cannot be read'),
    });
  });

  it('is checked correctly while it changes its root directory', async () => {
    await container.shell('(while :; do : > /busy; rm /busy; done) >/dev/null 2>&1 &');
    for (let round = 0; round < 200; round++) await first().checkUpper(upper);
  });

  it('is not visible under the number of another process', async () => {
    expect(await first().isVisible()).toBe(true);
    for (const other of [
      { id: container.id, pid: process.pid },
      { id: 'f'.repeat(64), pid },
      { id: container.id, pid: 0 },
    ]) {
      expect(await new ContainerProcess(other).isVisible()).toBe(false);
      await new ContainerProcess(other).checkUpper(folder.path);
    }
  });
});

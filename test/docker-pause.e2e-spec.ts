import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DockerEngine, DockerHost, DockerRuntime } from '@image-factory/docker';
import { ControlGroups, type Freezer } from '@image-factory/runtime';
import type { NodeContainer } from '../sandbox/index.js';
import { machine } from './setup/machine.js';

describe('the resume of a container of Docker', () => {
  const { engine } = machine();
  const warnings: string[] = [];
  let container: NodeContainer;
  let freezer: Freezer;

  /** A runtime whose engine says that it has resumed the container, and leaves its control group as it is. */
  const forgetful = (): DockerRuntime => {
    const real = new DockerEngine(DockerHost.parse({ host: engine.host }));
    const containers = Object.assign(Object.create(real.containers) as typeof real.containers, {
      unpause: () => Promise.resolve(),
    });
    const wrapped = Object.assign(Object.create(real) as DockerEngine, { containers });
    return new DockerRuntime(wrapped, { warn: (message) => void warnings.push(message) });
  };

  beforeAll(async () => {
    container = await engine.run({ name: 'left-frozen' });
    const { State } = await container.inspect();
    freezer = (await new ControlGroups().ofProcess(State.Pid))!;
  });

  afterAll(() => container?.remove());

  it('also resumes the control group, if the engine has left it frozen, and logs it', async () => {
    await freezer.freeze();
    await forgetful().pauser.resume(container.id);
    expect(await freezer.isFrozen()).toBe(false);
    expect(await container.shell('echo runs')).toBe('runs\n');
    expect(warnings).toEqual([expect.stringContaining(`${container.id}, but its control group is still frozen`)]);
  });

  it('does not resume a container that another party has paused again', async () => {
    warnings.length = 0;
    await engine.api.getContainer(container.id).pause();
    await forgetful().pauser.resume(container.id);
    expect([await freezer.isFrozen(), await container.isPaused(), warnings]).toEqual([true, true, []]);
    await engine.api.getContainer(container.id).unpause();
  });
});

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { JobProgress } from '@image-factory/commit';
import { observing } from '@image-factory/commit';
import { ImageReference } from '@image-factory/oci';
import { until } from '../sandbox/index.js';
import { CommitStage } from './direct/commit-stage.js';
import { machine } from './setup/machine.js';

jest.setTimeout(240_000);

/** Large enough that Docker is still committing when the next commit begins. */
const MEBIBYTES = 300;

describe('After a cancelled engine commit, which Docker cannot interrupt', () => {
  const { engine, registry } = machine();
  const stage = new CommitStage(engine, registry, 'abandoned');
  const { direct, engines } = stage;

  beforeAll(() => stage.prepare());

  afterAll(() => stage[Symbol.asyncDispose]());

  it.each(['paused', 'not yet paused'])('(%s) a direct commit keeps its own pause to the end', async (moment) => {
    const container = await stage.start();
    await container.shell(`dd if=/dev/urandom of=/large bs=1M count=${MEBIBYTES} 2>/dev/null`);
    const taskFor = (name: string) => {
      const reference = ImageReference.parse(stage.image(name));
      return { transaction: name, containerId: container.id, reference, credentials: undefined };
    };
    const cancel = new AbortController();
    const cancelled = engines.commit(taskFor('cancelled:1'), observing(), cancel.signal);
    const outcome = expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    if (moment === 'paused') await until('Docker to pause the container', 30, () => container.isPaused());
    cancel.abort();
    await outcome;
    const messages: string[] = [];
    const progress = ({ message }: JobProgress): void => void messages.push(message);
    await direct.commit(taskFor('direct:1'), observing({ progress }), new AbortController().signal);
    expect(messages.filter((message) => message.includes('again'))).toEqual([]);
    expect(await container.isPaused()).toBe(false);
    await engines.settled();
    expect(await container.isPaused()).toBe(false);
    await stage.remove(container);
  });
});

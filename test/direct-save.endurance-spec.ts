import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { FallbackCommit, type JobProgress, PauseGuard, observing } from '@image-factory/commit';
import { importBaseImage } from '../sandbox/index.js';
import { CommitStage, loggingTo } from './direct/commit-stage.js';
import { commitPausedAndStopped, commitRandomChanges } from './direct/direct-cases.js';
import { differences } from './direct/file-system.js';
import { withoutProvenance } from './direct/provenance.js';
import { makeHardCases, makeManyFiles } from './direct/hard-cases.js';
import { machine } from './setup/machine.js';

jest.setTimeout(900_000);

const ROUNDS = 50;

describe('The direct strategy', () => {
  const { engine: node, registry } = machine();
  const stage = new CommitStage(node, registry, 'direct');
  const { base, state, direct, engines } = stage;

  beforeAll(() => stage.prepare());

  afterAll(() => stage[Symbol.asyncDispose]());

  it('creates the same image as the engine, path by path', async () => {
    const create = {
      HostConfig: { Binds: [`${state.path}:/bound/here`, '/etc/hostname:/etc/bound'], Tmpfs: { '/tmpfs': '' } },
    };
    const container = await stage.start(base, undefined, { ...create, Volumes: { '/volume': {} }, Env: ['A=b'] });
    const root = await stage.rootOf(container);
    makeHardCases(root);
    makeManyFiles(root, 20_000);
    await container.shell('rm /etc/group; echo x > /volume/in-a-volume');
    await stage.commit(engines, container, 'engine:1');
    await stage.commit(direct, container, 'direct:1');
    expect(await container.isPaused()).toBe(false);

    const [byEngine, byDirect] = [await stage.pull('engine:1'), await stage.pull('direct:1', /^user\./)];
    expect(byEngine.size).toBeGreaterThan(20_000);
    // A direct commit leaves out what Docker made for mounts; Docker makes a volume's directory in each container.
    const targets = ['./bound/here', './etc/bound', './tmpfs', './volume'];
    expect(targets.filter((path) => byDirect.has(path))).toEqual(['./volume']);
    const others = differences(byEngine, byDirect).filter(
      (line) => !targets.some((path) => line.startsWith(`"${path}":`)),
    );
    expect(others).toEqual([]);
    // A direct commit keeps entries that the engine drops.
    expect((await stage.pull('direct:1')).get('./hard/attributes')).toMatch(/user\.note=610a6200633d64/);

    const [one, other] = await Promise.all(
      ['engine:1', 'direct:1'].map((name) => node.api.getImage(stage.image(name)).inspect()),
    );
    const partsOf = ({ Config, Author, Comment, Architecture, Os }: NonNullable<typeof one>): object => ({
      ...{ Author, Comment, Architecture, Os },
      // Docker with the image store of containerd writes no labels in two ways.
      Config: { ...Config, Labels: withoutProvenance(Config.Labels) },
    });
    expect(partsOf(other!)).toEqual(partsOf(one!));
  });

  it(`is correct over ${ROUNDS} rounds of random changes and deltas`, async () => {
    expect(await commitRandomChanges(stage, ROUNDS)).toBe(ROUNDS);
  });

  it('captures one moment of a container that writes continuously', async () => {
    const writing = 'i=0; while true; do i=$((i+1)); for f in one two; do echo $i > /draft; mv /draft /$f; done; done';
    const container = await stage.start(base, ['sh', '-c', writing]);
    makeManyFiles(await stage.rootOf(container), 3000);
    for (const name of ['moving:1', 'moving:2']) {
      await stage.commit(direct, container, name);
      const copy = await stage.startCopy(name);
      const [one, two] = [Number(await copy.read('/one')), Number(await copy.read('/two'))];
      expect([one, one - 1]).toContain(two);
      expect(one).toBeGreaterThan(0);
    }
    expect(await container.isPaused()).toBe(false);
  });

  it('keeps the pause of a user, and commits stopped containers', () => commitPausedAndStopped(stage));

  it('brings a base that is not in the registry, and finds it from then on', async () => {
    const image = 'direct/local-only:1';
    await importBaseImage(node.api, { reference: image, fill: (tree) => tree.file('/local', `${Math.random()}`) });
    const container = await stage.start(image);
    await container.shell('echo mine > /mine');
    const log: string[] = [];
    const auto = new FallbackCommit(direct, engines);
    const first = await stage.commit(auto, container, 'local:1', loggingTo(log));
    expect(first.message).toMatch(/^Committed directly/);
    expect(log).toEqual([]);
    expect((await stage.pull('local:1')).has('./mine')).toBe(true);
    const second = await stage.commit(auto, container, 'elsewhere:1');
    expect(second.message).toMatch(/^Committed directly/);
    expect((await stage.pull('elsewhere:1')).has('./mine')).toBe(true);
    await stage.remove(container);
    await node.removeImage(image);
  });

  it('resumes at once and publishes nothing when it is cancelled', async () => {
    const container = await stage.start();
    makeManyFiles(await stage.rootOf(container), 5000);
    const abort = new AbortController();
    let paused = false;
    const progress = ({ message }: JobProgress): void => {
      paused ||= message.includes('paused');
      if (paused) abort.abort();
    };
    const { signal } = abort;
    await expect(
      stage.commit(direct, container, 'cancelled:1', observing({ progress }), { signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect([paused, await container.isPaused()]).toEqual([true, false]);
    expect((await fetch(`http://${registry.address}/v2/direct/cancelled/manifests/1`)).status).toBe(404);
  });

  it('resumes containers that a killed agent has left paused', async () => {
    const [left, users] = [await stage.start(), await stage.start()];
    mkdirSync(state.at('paused'), { recursive: true });
    writeFileSync(state.at('paused', left.id), '');
    for (const { id } of [left, users]) await node.api.getContainer(id).pause();
    expect(await stage.guard.resumeInterrupted()).toBe(1);
    expect([await left.isPaused(), await users.isPaused()]).toEqual([false, true]);
    expect(await stage.guard.resumeInterrupted()).toBe(0);
  });

  it('logs the containers that it resumes after a kill, and keeps later pauses of users', async () => {
    const [left, users] = [await stage.start(), await stage.start()];
    mkdirSync(state.at('paused'), { recursive: true });
    for (const container of [left, users]) {
      const { StartedAt: startedAt } = (await container.inspect()).State;
      const mark = { transaction: 'tx-1', startedAt, at: Date.now() };
      writeFileSync(state.at('paused', container.id), JSON.stringify(mark));
      await node.api.getContainer(container.id).pause();
    }
    await node.api.getContainer(users.id).unpause();
    await node.api.getContainer(users.id).pause();
    const resumed: object[] = [];
    const options = { onResumed: (record: object) => void resumed.push(record) };
    expect(await new PauseGuard(stage.runtime, state.path, options).resumeInterrupted()).toBe(1);
    expect([await left.isPaused(), await users.isPaused()]).toEqual([false, true]);
    expect(resumed).toEqual([expect.objectContaining({ transaction: 'tx-1', containerId: left.id, name: left.name })]);
    expect(await stage.guard.resumeInterrupted()).toBe(0);
  });
});

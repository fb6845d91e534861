import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type Docker from 'dockerode';
import { FallbackCommit } from '@image-factory/commit';
import { PrivatePodman } from '../sandbox/index.js';
import { CommitStage } from './direct/commit-stage.js';
import { differences, type FileSystem, readFileSystem } from './direct/file-system.js';
import { makeHardCases, makeManyFiles } from './direct/hard-cases.js';
import { Chance, changeAtRandom } from './direct/random-changes.js';
import { machine } from './setup/machine.js';

jest.setTimeout(600_000);

const ROUNDS = 10;

describe('A direct commit of a container of Podman', () => {
  const { engine: docker, registry } = machine();
  let podman: PrivatePodman;
  let stage: CommitStage;

  beforeAll(async () => {
    podman = await PrivatePodman.start({ insecure: [registry] });
    stage = new CommitStage(podman.engine, registry, 'podman-direct');
    await using other = new CommitStage(docker, registry, 'podman-direct');
    await other.prepare();
    await podman.engine.pull(stage.base);
  });

  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    await podman?.stop();
  });

  it('creates the same image as podman commit, path by path', async () => {
    const container = await stage.start(stage.base, undefined, { Env: ['A=b'] });
    const root = await stage.rootOf(container);
    makeHardCases(root);
    makeManyFiles(root, 2000);
    await container.shell('rm /etc/group');
    await stage.save(stage.engines, container, 'engine:1');
    const { message } = await stage.save(stage.direct, container, 'direct:1');
    expect(message).toMatch(/^Committed directly \(all changes of the container\)/);
    expect(await container.isPaused()).toBe(false);

    const [byEngine, byDirect] = [await stage.pull('engine:1'), await stage.pull('direct:1')].map(ofTheContainer);
    expect(byEngine!.size).toBeGreaterThan(2000);
    expect(differences(byEngine!, byDirect!)).toEqual([]);

    const [one, other] = await Promise.all(
      ['engine:1', 'direct:1'].map((name) => podman.engine.api.getImage(stage.image(name)).inspect()),
    );
    expect(partsOf(other!)).toEqual(partsOf(one!));
  });

  it(`is correct over ${ROUNDS} rounds of random changes and deltas`, async () => {
    const container = await stage.start();
    const root = await stage.rootOf(container);
    await container.shell('dd if=/dev/urandom of=/large bs=1M count=1 2>/dev/null');
    const seed = Math.floor(Math.random() * 2 ** 32);
    const chance = new Chance(seed);
    for (let round = 0; round <= ROUNDS; round++) {
      changeAtRandom(`${root}/base`, chance, 1 + chance.below(15));
      await stage.save(stage.direct, container, 'random:1');
      const expected = ofTheContainer(await readFileSystem(root));
      const found = differences(expected, ofTheContainer(await stage.pull('random:1')));
      if (found.length > 0) throw new Error(`Seed ${seed}, round ${round}:\n${found.join('\n')}`);
    }
  });

  it('keeps the pause of a user, and commits stopped containers', async () => {
    const container = await stage.start();
    await container.shell('echo mine > /mine');
    await podman.engine.api.getContainer(container.id).pause();
    await stage.save(stage.direct, container, 'paused:1');
    expect(await container.isPaused()).toBe(true);
    await podman.engine.api.getContainer(container.id).unpause();
    await podman.engine.api.getContainer(container.id).kill();
    await stage.save(stage.direct, container, 'stopped:1');
    for (const name of ['paused:1', 'stopped:1']) expect((await stage.pull(name)).has('./mine')).toBe(true);
  });

  it('falls back to Podman where it stores containers without an overlay', async () => {
    const other = await PrivatePodman.start({ insecure: [registry], storageDriver: 'vfs' });
    const vfs = new CommitStage(other.engine, registry, 'podman-direct');
    try {
      await other.engine.pull(vfs.base);
      const container = await vfs.start();
      await container.shell('echo mine > /mine');
      await expect(vfs.save(vfs.direct, container, 'vfs:1')).rejects.toMatchObject({ code: 'direct_unavailable' });
      const { message } = await vfs.save(new FallbackCommit(vfs.direct, vfs.engines), container, 'vfs:1');
      expect(message).toContain('The engine stores containers with vfs, not with an overlay file system.');
    } finally {
      await vfs[Symbol.asyncDispose]();
      await other.stop();
    }
  });
});

/** Without the entry that Podman creates in every container at its start. */
function ofTheContainer(files: FileSystem): FileSystem {
  return new Map([...files].filter(([path]) => !/^\.\/run(\/\.containerenv)?$/.test(path)));
}

/** Podman drops the signal that stops a container, and writes no labels in two ways. */
function partsOf({ Config, Author, Architecture, Os }: Docker.ImageInspectInfo): object {
  return { ...{ Author, Architecture, Os }, Config: { ...Config, StopSignal: undefined, Labels: Config.Labels ?? {} } };
}

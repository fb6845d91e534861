import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type Docker from 'dockerode';
import { FallbackCommit } from '@image-factory/commit';
import { PrivatePodman } from '../sandbox/index.js';
import { CommitStage } from './direct/commit-stage.js';
import { commitPausedAndStopped, commitRandomChanges } from './direct/direct-cases.js';
import { differences, type FileSystem } from './direct/file-system.js';
import { withoutProvenance } from './direct/provenance.js';
import { makeHardCases, makeManyFiles } from './direct/hard-cases.js';
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
    await stage.prepare(docker);
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
    await stage.commit(stage.engines, container, 'engine:1');
    const { message } = await stage.commit(stage.direct, container, 'direct:1');
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
    expect(await commitRandomChanges(stage, ROUNDS, ofTheContainer)).toBe(ROUNDS);
  });

  it('keeps the pause of a user, and commits stopped containers', () => commitPausedAndStopped(stage));

  it('falls back to Podman where it stores containers without an overlay', async () => {
    const other = await PrivatePodman.start({ insecure: [registry], storageDriver: 'vfs' });
    const vfs = new CommitStage(other.engine, registry, 'podman-direct');
    try {
      await other.engine.pull(vfs.base);
      const container = await vfs.start();
      await container.shell('echo mine > /mine');
      await expect(vfs.commit(vfs.direct, container, 'vfs:1')).rejects.toMatchObject({ code: 'direct_unavailable' });
      const { message } = await vfs.commit(new FallbackCommit(vfs.direct, vfs.engines), container, 'vfs:1');
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

/** Podman drops the signal that stops a container. */
function partsOf({ Config, Author, Architecture, Os }: Docker.ImageInspectInfo): object {
  const Labels = withoutProvenance(Config.Labels);
  return { ...{ Author, Architecture, Os }, Config: { ...Config, StopSignal: undefined, Labels } };
}

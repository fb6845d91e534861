import { expect } from '@jest/globals';
import type { CommitStage } from './commit-stage.js';
import { differences, type FileSystem, readFileSystem } from './file-system.js';
import { Chance, changeAtRandom } from './random-changes.js';

/**
 * Changes a container at random, commits it directly and compares the image with it, in each of some rounds.
 *
 * @param visible the part of a file system that is compared
 * @returns the number of deltas; the first round is a full commit
 */
export async function commitRandomChanges(
  stage: CommitStage,
  rounds: number,
  visible = (files: FileSystem): FileSystem => files,
): Promise<number> {
  const container = await stage.start();
  const root = await stage.rootOf(container);
  // A large file that never changes keeps the changes below half of the total.
  await container.shell('dd if=/dev/urandom of=/large bs=1M count=1 2>/dev/null');
  const seed = Math.floor(Math.random() * 2 ** 32);
  const chance = new Chance(seed);
  let deltas = 0;
  for (let round = 0; round <= rounds; round++) {
    changeAtRandom(`${root}/base`, chance, 1 + chance.below(15));
    const { message } = await stage.commit(stage.direct, container, 'random:1');
    if (message.includes('since the last commit')) deltas++;
    const found = differences(visible(await readFileSystem(root)), visible(await stage.pull('random:1')));
    if (found.length > 0) throw new Error(`Seed ${seed}, round ${round}:\n${found.join('\n')}`);
  }
  return deltas;
}

/** Commits a container that its user has paused, which stays paused, and then stopped. */
export async function commitPausedAndStopped(stage: CommitStage): Promise<void> {
  const container = await stage.start();
  await container.shell('echo mine > /mine');
  await stage.node.api.getContainer(container.id).pause();
  await stage.commit(stage.direct, container, 'paused:1');
  expect(await container.isPaused()).toBe(true);
  await stage.node.api.getContainer(container.id).unpause();
  await stage.node.api.getContainer(container.id).kill();
  await stage.commit(stage.direct, container, 'stopped:1');
  for (const name of ['paused:1', 'stopped:1']) expect((await stage.pull(name)).has('./mine')).toBe(true);
}

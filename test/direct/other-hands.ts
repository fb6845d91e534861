import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  FallbackCommit,
  DirectCommit,
  EngineCommit,
  PauseGuard,
  RegistryManifestVerifier,
  type CommitStrategy,
  type JobProgress,
  observing,
} from '@image-factory/commit';
import { Folder, type NodeContainer } from '../../sandbox/index.js';
import { machine } from '../setup/machine.js';
import { CommitStage } from './commit-stage.js';

/** Latest time during a commit at which another actor interferes, in milliseconds. */
const LAST_MOMENT_MS = 250;

/** Writes two files in a loop, the second right after the first: a consistent image has the same content in both. */
const WRITING = 'i=0; while true; do i=$((i+1)); for f in one two; do echo $i > /draft; mv /draft /$f; done; done';

/** An agent with its own state. */
class Agent {
  readonly state = new Folder('s');
  readonly direct: DirectCommit;
  readonly engine: EngineCommit;
  readonly auto: FallbackCommit;

  constructor(stage: CommitStage, owner: string) {
    const runtime = stage.runtimeOf(owner);
    const guard = new PauseGuard(runtime, this.state.path);
    this.direct = new DirectCommit(runtime, guard, { stateDirectory: this.state.path });
    this.engine = new EngineCommit(runtime, guard, new RegistryManifestVerifier(runtime.registryTrust));
    this.auto = new FallbackCommit(this.direct, this.engine);
  }
}

/** Commits containers that others pause, stop, crash and commit at the same time. */
export function commitAmongOtherHands(repository: string, rounds: number): void {
  describe(`A commit, over ${rounds} rounds`, () => {
    const { engine: node, registry } = machine();
    const stage = new CommitStage(node, registry, repository);
    const agents = ['one', 'other'].map((owner) => new Agent(stage, owner));
    const [agent] = agents as [Agent, Agent];
    const strategies = ['direct', 'engine'] as const;

    beforeAll(() => stage.prepare());

    afterAll(async () => {
      await agent.engine.settled();
      await stage[Symbol.asyncDispose]();
      agents.forEach(({ state }) => state.remove());
    });

    const apiOf = ({ id }: NodeContainer) => node.api.getContainer(id);

    /**
     * Performs an action at a random time during a commit, and waits for both.
     * @returns whether the action succeeded
     */
    async function during(commit: Promise<unknown>, act: () => Promise<unknown>): Promise<boolean> {
      const acted = sleep(Math.random() * LAST_MOMENT_MS).then(act);
      const [worked] = await Promise.all([acted.then(() => true).catch(() => false), commit]);
      return worked;
    }

    it.each(strategies)(
      '(%s) never resumes a container that its user pauses as the commit begins',
      async (strategy) => {
        const container = await stage.start();
        await container.shell('dd if=/dev/urandom of=/large bs=1M count=2 2>/dev/null');
        let pauses = 0;
        // Until the user was the first to pause at least once.
        for (let round = 0; round < rounds || (pauses === 0 && round < 40); round++) {
          const commit = stage.commit(agent[strategy], container, `pausing-${strategy}:1`);
          const isUsers = await during(commit, () => apiOf(container).pause());
          expect(await container.isPaused()).toBe(isUsers);
          if (isUsers) await apiOf(container).unpause();
          pauses += Number(isUsers);
        }
        expect(pauses).toBeGreaterThan(0);
        await stage.remove(container);
      },
    );

    it.each(strategies)('(%s) commits a container that stops as the commit begins', async (strategy) => {
      const container = await stage.start();
      await container.shell('echo mine > /mine');
      for (let round = 0; round < rounds; round++) {
        await during(stage.commit(agent[strategy], container, `ending-${strategy}:1`), () => apiOf(container).kill());
        expect(await container.isPaused()).toBe(false);
        await apiOf(container).wait();
        await apiOf(container).start();
      }
      expect((await stage.pull(`ending-${strategy}:1`)).has('./mine')).toBe(true);
      await stage.remove(container);
    });

    it.each(['auto', 'engine'] as const)('(%s) commits a container that crashes repeatedly', async (strategy) => {
      const restarting = { HostConfig: { RestartPolicy: { Name: 'always' } } };
      const container = await stage.start(stage.base, ['sh', '-c', 'echo run >> /runs; exit 1'], restarting);
      for (let round = 0; round < rounds; round++) {
        await stage.commit(agent[strategy], container, `crashing-${strategy}:1`);
        expect(await container.isPaused()).toBe(false);
        await sleep(Math.random() * LAST_MOMENT_MS);
      }
      await stage.remove(container);
      expect((await stage.pull(`crashing-${strategy}:1`)).has('./runs')).toBe(true);
    });

    it.each([
      ['direct', 'direct'],
      ['direct', 'engine'],
      ['engine', 'engine'],
    ] as const)(
      'by two agents at once (%s, %s) captures one moment each, and resumes the container',
      async (...pair) => {
        const container = await stage.start(stage.base, ['sh', '-c', WRITING]);
        for (let round = 0; round < rounds; round++) {
          const names = pair.map((strategy, index) => `two-${strategy}-${index}:${round}`);
          await Promise.all(names.map((name, index) => stage.commit(strategyOf(index, pair), container, name)));
          // A slow engine removes the name of a pushed image only after its commit has ended; the pull below needs the name.
          await Promise.all(agents.map(({ engine }) => engine.settled()));
          expect(await container.isPaused()).toBe(false);
          for (const name of names) {
            const copy = await stage.startCopy(name, ['sleep', '1000000000']);
            const [first, second] = [Number(await copy.read('/one')), Number(await copy.read('/two'))];
            expect([first, first - 1]).toContain(second);
            await stage.remove(copy);
          }
        }
        await stage.remove(container);
      },
    );

    const strategyOf = (index: number, pair: readonly (typeof strategies)[number][]): CommitStrategy =>
      agents[index]![pair[index]!];

    it('reads a container again that ran while it was read, and fails if it always does', async () => {
      const container = await stage.start();
      await container.shell('dd if=/dev/urandom of=/large bs=1M count=48 2>/dev/null');
      await apiOf(container).kill();
      await apiOf(container).wait();
      const commit = (name: string, times: number) => {
        let reads = 0;
        let isReading = false;
        const progress = ({ bytes, message }: JobProgress): void => {
          if (bytes === undefined) isReading = false;
          if (bytes === undefined || isReading) return;
          isReading = true;
          reads++;
          if (reads > times) return;
          ran.push(
            apiOf(container)
              .start()
              .then(() => apiOf(container).kill()),
          );
          expect(message).toContain('Reading');
        };
        const ran: Promise<unknown>[] = [];
        const committed = stage.commit(agent.direct, container, name, observing({ progress }));
        return committed.finally(() => Promise.all(ran)).then(() => reads);
      };
      expect(await commit('ran-once:1', 1)).toBe(2);
      await expect(commit('ran-always:1', 9)).rejects.toMatchObject({
        code: 'direct_failed',
        message: 'The container was started, stopped, paused or resumed while it was read.',
      });
      await stage.remove(container);
    });
  });
}

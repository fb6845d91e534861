import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../sandbox/index.js';
import { fault, type FaultOutcome } from './faults/fault.js';
import { FaultStage } from './faults/fault-stage.js';
import { inPhase, PHASES } from './faults/moment.js';
import { VICTIMS } from './faults/victim.js';

/** Large enough that each phase can be observed and its victim killed in time. */
const MEGABYTES = 200;

/** Whichever component is killed, in any phase: the commit ends, can be queried, and its result is correct. */
describe('a commit during which a process is killed', () => {
  const outcomes: FaultOutcome[] = [];
  let stage: FaultStage;
  let imagesBefore: string[];

  beforeAll(async () => {
    stage = await FaultStage.start();
    imagesBefore = await stage.images();
  });

  afterAll(() => stage?.[Symbol.asyncDispose]());

  describe.each(VICTIMS)('%s', (victim) => {
    it.each(PHASES)(
      'while it is %s',
      async (phase) => {
        const outcome = await fault(stage, { victim, moment: inPhase(phase), megabytes: MEGABYTES });
        outcomes.push(outcome);
        expect(outcome.broken).toEqual([]);
      },
      240_000,
    );
  });

  it('ends exactly once: late reports change nothing', async () => {
    for (const { commit } of outcomes) {
      expect((await stage.cluster.shield.client.query(commit!.id)).commit).toEqual(commit);
    }
  });

  it('leaves no image on the node', async () => {
    await until('the images of dead attempts to go', 60, async () => {
      expect(await stage.images()).toEqual(imagesBefore);
      return true;
    });
  });
});

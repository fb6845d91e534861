/**
 * Repeatedly kills components of a cluster at random times during a commit, and reports whether all guarantees hold.
 *
 * Usage: npm run test:faults -- [--rounds N] [--seed S] [--megabytes M] [--save-mode auto|engine]
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { stopAll } from '../../sandbox/index.js';
import { fault } from './fault.js';
import { randomPlans } from './fault-plans.js';
import { FaultStage } from './fault-stage.js';
import { tableHead, tableRow } from './fault-table.js';
import { after } from './moment.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    megabytes: { type: 'string', default: '200' },
    'save-mode': { type: 'string', default: 'auto' },
  },
});
const [rounds, seed, megabytes] = [values.rounds, values.seed, values.megabytes].map(Number) as [
  number,
  number,
  number,
];

try {
  console.log(
    `${rounds} rounds with ${megabytes} MiB each, committed by ${values['save-mode']}; repeat them by --seed ${seed}`,
  );
  await using stage = await FaultStage.start({ save_mode: values['save-mode'] });
  console.log(tableHead());
  const undisturbed = await fault(stage, { victim: 'nobody', moment: after(0), megabytes });
  console.log(tableRow(0, undisturbed));
  let broken = 0;
  // Some victims die only after the commit has ended: that must not affect its result.
  for (const [index, plan] of randomPlans({ rounds, seed, megabytes, latest: undisturbed.seconds * 1100 }).entries()) {
    const outcome = await fault(stage, plan);
    console.log(tableRow(index + 1, outcome));
    if (outcome.broken.length > 0) broken++;
  }
  console.log(`${broken} of ${rounds} rounds broke a promise.`);
  if (broken > 0) process.exitCode = 1;
} finally {
  await stopAll();
}

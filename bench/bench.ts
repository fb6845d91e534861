/**
 * Runs a benchmark and prints the results; the tests measure no durations.
 *
 * Usage: npm run bench -- [overhead|scale] [--bytes N] [--rounds N] [--agents N] [--commits N] [--at-once N]
 */
import { parseArgs } from 'node:util';
import { stopAll } from '../sandbox/index.js';
import { overhead } from './overhead.js';
import { scale } from './scale/scale.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bytes: { type: 'string', default: '500000000' },
    rounds: { type: 'string', default: '13' },
    agents: { type: 'string', default: '2000' },
    commits: { type: 'string', default: '10000' },
    'at-once': { type: 'string', default: '1000' },
  },
});

const BENCHES = {
  overhead: () => overhead({ bytes: Number(values.bytes), rounds: Number(values.rounds) }),
  scale: () =>
    scale({ agents: Number(values.agents), commits: Number(values.commits), atOnce: Number(values['at-once']) }),
};

try {
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    if (!(await bench())) process.exitCode = 1;
  }
} finally {
  await stopAll();
}

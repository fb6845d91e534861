import { ShieldProcess } from '../../sandbox/shield-process.js';
import { Child } from './child.js';
import { MemoryWatch } from './memory-watch.js';
import { measureQuery, type QueryRatio } from './query-ratio.js';
import { type CommitFigures, runCommits } from './save-load.js';

/** Size of the benchmark. */
export interface ScaleOptions {
  readonly agents: number;
  readonly commits: number;
  readonly atOnce: number;
}

const MEMORY_LIMIT_BYTES = 300e6;
const RATIO_GOAL = 0.8;
/** Maximum cost of a query for an unknown id, relative to a known id. */
const UNKNOWN_LIMIT = 1.5;

/**
 * Runs many concurrent commits on one shield with its default store and many simulated agents. Then measures the rate
 * of status queries, compared with a bare Nest handler.
 *
 * @returns whether every commit succeeded, and memory and the cost of an unknown id stayed within their limits
 */
export async function scale({ agents, commits, atOnce }: ScaleOptions): Promise<boolean> {
  await using shield = await ShieldProcess.start({ configuration: { rate_limit: 1_000_000 } });
  using memory = new MemoryWatch(shield.pid);
  console.log(`shield: ${megabytes(memory.now)} after its start`);
  await using simulated = new Child('simulated-agents.ts', [shield.address, String(agents)]);
  await simulated.message();

  console.log(`${commits} commits, ${atOnce} at once, over ${agents} agents`);
  const figures = await runCommits({ shield: shield.address, agents, commits, atOnce });
  const peak = memory.peak;
  console.log(commitText(figures));
  console.log(`  shield's memory: median ${megabytes(memory.median)}, peak ${megabytes(peak)}, limit 300 MB`);

  const ids = { known: `notebook-${commits - 1}`, unknown: 'notebook-unknown' };
  const ratio = await measureQuery(shield, ids);
  console.log(ratioText(ratio));
  console.log(`  shield's memory after it: peak ${megabytes(memory.peak)}`);
  const isWithinLimits = memory.peak < MEMORY_LIMIT_BYTES && ratio.unknownByKnown <= UNKNOWN_LIMIT;
  return figures.ends.SUCCEEDED === commits && isWithinLimits;
}

function commitText({ seconds, ends, accepted, ended }: CommitFigures): string {
  return [
    `  ${JSON.stringify(ends)} in ${seconds.toFixed(1)} s: ${(ended.length / seconds).toFixed(0)} commits/s`,
    `  accepted after ${quantiles(accepted)}`,
    `  ended after ${quantiles(ended)}`,
  ].join('\n');
}

function ratioText({ bare, known, unknown, ratio, unknownByKnown }: QueryRatio): string {
  const verdict = ratio >= RATIO_GOAL ? 'reached' : 'missed';
  const rates = `known ${known.rate.toFixed(0)}/s, unknown ${unknown.rate.toFixed(0)}/s, bare ${bare.rate.toFixed(0)}/s`;
  const times = [known, unknown, bare].map(({ processor }) => processor.toFixed(0));
  return [
    'GET /v1/commit/query of a known and an unknown id, in alternation with a bare Nest handler',
    `  ${rates}: ratio of known to bare ${ratio.toFixed(2)} (goal ${RATIO_GOAL}: ${verdict})`,
    `  CPU time per request: known ${times[0]} µs, unknown ${times[1]} µs, bare ${times[2]} µs`,
    `  an unknown id costs ${unknownByKnown.toFixed(2)} of a known one (limit ${UNKNOWN_LIMIT})`,
  ].join('\n');
}

function quantiles(milliseconds: readonly number[]): string {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number) => `${(sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0)} ms`;
  return `${at(0.5)} (median), ${at(0.95)} (95%), ${at(0.99)} (99%), ${at(1)} (longest)`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

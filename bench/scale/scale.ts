import { ShieldProcess } from '../../sandbox/shield-process.js';
import { Child } from './child.js';
import { MemoryWatch } from './memory-watch.js';
import { measureQuery, type QueryRatio } from './query-ratio.js';
import { runSaves, type SaveFigures } from './save-load.js';

/** How large it is. */
export interface ScaleOptions {
  readonly agents: number;
  readonly saves: number;
  readonly atOnce: number;
}

const MEMORY_LIMIT = 300e6;
const RATIO_GOAL = 0.8;

/**
 * One shield with its default store, many simulated agents, many saves at once; then how fast it tells how a save
 * stands, beside a bare Nest handler.
 *
 * @returns whether every save succeeded and the memory stayed within its limit
 */
export async function scale({ agents, saves, atOnce }: ScaleOptions): Promise<boolean> {
  await using shield = await ShieldProcess.start({ configuration: { rate_limit: 1_000_000 } });
  using memory = new MemoryWatch(shield.pid);
  console.log(`shield: ${megabytes(memory.now)} after its start`);
  await using simulated = new Child('simulated-agents.ts', [shield.address, String(agents)]);
  await simulated.message();

  console.log(`${saves} saves, ${atOnce} at once, over ${agents} agents`);
  const figures = await runSaves({ shield: shield.address, agents, saves, atOnce });
  const peak = memory.peak;
  console.log(savesTold(figures));
  console.log(`  shield's memory: median ${megabytes(memory.median)}, peak ${megabytes(peak)}, limit 300 MB`);

  const ratio = await measureQuery(shield, `notebook-${saves - 1}`);
  console.log(ratioTold(ratio));
  console.log(`  shield's memory after it: peak ${megabytes(memory.peak)}`);
  return figures.ends.SUCCEEDED === saves && memory.peak < MEMORY_LIMIT;
}

function savesTold({ seconds, ends, accepted, ended }: SaveFigures): string {
  return [
    `  ${JSON.stringify(ends)} in ${seconds.toFixed(1)} s: ${(ended.length / seconds).toFixed(0)} saves/s`,
    `  accepted after ${quantiles(accepted)}`,
    `  ended after ${quantiles(ended)}`,
  ].join('\n');
}

function ratioTold({ shield, bare, ratio, shieldProcessor, bareProcessor }: QueryRatio): string {
  const verdict = ratio >= RATIO_GOAL ? 'reached' : 'missed';
  return [
    'GET /v1/commit/query beside a bare Nest handler that gives the same object, in turns',
    `  shield ${shield.toFixed(0)}/s, bare ${bare.toFixed(0)}/s: ratio ${ratio.toFixed(2)} (goal ${RATIO_GOAL}: ${verdict})`,
    `  processor time a request: shield ${shieldProcessor.toFixed(0)} µs, bare ${bareProcessor.toFixed(0)} µs`,
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

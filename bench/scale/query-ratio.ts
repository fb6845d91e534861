import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { freePort } from '../../sandbox/free-port.js';
import { Child } from './child.js';
import type { LoadFigures, LoadOrder } from './query-load.js';

/** What the shield's `query` costs beside a bare handler. */
export interface QueryRatio {
  /** Requests a second, medians of the rounds. */
  readonly shield: number;
  readonly bare: number;
  /** Median of the rounds' ratios. */
  readonly ratio: number;
  /** Time on the processor for one request, in microseconds, over all rounds. */
  readonly shieldProcessor: number;
  readonly bareProcessor: number;
}

/** The server that is asked. */
interface Target {
  readonly address: string;
  readonly pid: number;
}

interface Round {
  readonly rate: number;
  readonly processor: number;
}

const ROUNDS = 7;
const ROUND = 3_000;
const WARM_UP = 4_000;
const CONNECTIONS = 32;
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Asks both in turns, so that whatever else the machine does meets both alike. */
export async function measureQuery(shield: Target, id: string): Promise<QueryRatio> {
  const path = `/v1/commit/query?transaction_id=${id}`;
  const json = await (await fetch(shield.address + path)).text();
  const port = await freePort();
  await using bareProcess = new Child('bare-nest.ts', [String(port), json]);
  await bareProcess.message();
  await using generator = new Child('query-load.ts');
  const bare: Target = { address: `http://127.0.0.1:${port}`, pid: bareProcess.pid };
  for (const target of [bare, shield]) await round(generator, target, path, WARM_UP);

  const rounds: { bare: Round; shield: Round }[] = [];
  for (let index = 0; index < ROUNDS; index++) {
    const order = index % 2 === 0 ? [bare, shield] : [shield, bare];
    const [first, second] = [await round(generator, order[0]!, path), await round(generator, order[1]!, path)];
    rounds.push(index % 2 === 0 ? { bare: first, shield: second } : { bare: second, shield: first });
  }
  return {
    shield: median(rounds.map(({ shield }) => shield.rate)),
    bare: median(rounds.map(({ bare }) => bare.rate)),
    ratio: median(rounds.map(({ shield, bare }) => shield.rate / bare.rate)),
    shieldProcessor: median(rounds.map(({ shield }) => shield.processor)),
    bareProcessor: median(rounds.map(({ bare }) => bare.processor)),
  };
}

async function round(generator: Child, { address, pid }: Target, path: string, milliseconds = ROUND): Promise<Round> {
  const before = processorTime(pid);
  const order: LoadOrder = { address, path, connections: CONNECTIONS, milliseconds };
  const { requests, failures, seconds } = await generator.ask<LoadFigures>(order);
  if (failures > 0) throw new Error(`${failures} of ${requests} queries to ${address} were not answered with 200.`);
  return { rate: requests / seconds, processor: ((processorTime(pid) - before) * 1e6) / requests };
}

/** Seconds that a process has spent on the processor, in user and system mode. */
function processorTime(pid: number): number {
  // The name of the process, in brackets, may hold spaces; user and system time are the 12th and 13th field after it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { freePort } from '../../sandbox/free-port.js';
import { Child } from './child.js';
import type { LoadFigures, LoadParameters } from './query-load.js';

/** Targets: the shield for a known and an unknown commit, and a bare handler. */
export type Contestant = 'bare' | 'known' | 'unknown';

/** Performance of one target, as medians of the rounds. */
export interface QueryFigures {
  /** Requests per second. */
  readonly rate: number;
  /** CPU time per request, in microseconds. */
  readonly processor: number;
}

/** Cost of the shield's `query` compared with a bare handler. */
export interface QueryRatio extends Readonly<Record<Contestant, QueryFigures>> {
  /** Request rate for known commits divided by the bare handler's rate: median of the rounds. */
  readonly ratio: number;
  /** CPU time of an unknown commit divided by that of a known commit: median of the rounds. */
  readonly unknownByKnown: number;
}

/** A server and the requested path. */
interface Target {
  readonly address: string;
  readonly pid: number;
  readonly path: string;
}

const ROUNDS = 7;
const ROUND_MS = 3_000;
const WARM_UP_MS = 4_000;
const CONNECTIONS = 32;
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Measures all targets in turn, each round in another order, so that other load on the machine affects all equally. */
export async function measureQuery(
  shield: Pick<Target, 'address' | 'pid'>,
  ids: { readonly known: string; readonly unknown: string },
): Promise<QueryRatio> {
  const path = (id: string): string => `/v1/commit/query?transaction_id=${id}`;
  const json = await (await fetch(shield.address + path(ids.known))).text();
  const port = await freePort();
  await using bareProcess = new Child('bare-nest.ts', [String(port), json]);
  await bareProcess.message();
  await using generator = new Child('query-load.ts');
  const { address, pid } = shield;
  const targets: readonly (readonly [Contestant, Target])[] = [
    ['bare', { address: `http://127.0.0.1:${port}`, pid: bareProcess.pid, path: path(ids.known) }],
    ['known', { address, pid, path: path(ids.known) }],
    ['unknown', { address, pid, path: path(ids.unknown) }],
  ];
  for (const [, target] of targets) await round(generator, target, WARM_UP_MS);

  const rounds: Record<Contestant, QueryFigures>[] = [];
  for (let index = 0; index < ROUNDS; index++) {
    const figures: Partial<Record<Contestant, QueryFigures>> = {};
    for (let turn = 0; turn < targets.length; turn++) {
      const [name, target] = targets[(index + turn) % targets.length]!;
      figures[name] = await round(generator, target);
    }
    rounds.push(figures as Record<Contestant, QueryFigures>);
  }
  const figuresOf = (name: Contestant): QueryFigures => ({
    rate: median(rounds.map((round) => round[name].rate)),
    processor: median(rounds.map((round) => round[name].processor)),
  });
  return {
    bare: figuresOf('bare'),
    known: figuresOf('known'),
    unknown: figuresOf('unknown'),
    ratio: median(rounds.map(({ known, bare }) => known.rate / bare.rate)),
    unknownByKnown: median(rounds.map(({ known, unknown }) => unknown.processor / known.processor)),
  };
}

async function round(generator: Child, { address, pid, path }: Target, milliseconds = ROUND_MS): Promise<QueryFigures> {
  const before = processorTime(pid);
  const parameters: LoadParameters = { address, path, connections: CONNECTIONS, milliseconds };
  const { requests, failures, seconds } = await generator.request<LoadFigures>(parameters);
  if (failures > 0) throw new Error(`${failures} of ${requests} queries to ${address} were not answered with 200.`);
  return { rate: requests / seconds, processor: ((processorTime(pid) - before) * 1e6) / requests };
}

/** CPU time of a process in user and system mode, in seconds. */
function processorTime(pid: number): number {
  // The process name, in parentheses, may contain spaces; user and system time are the 12th and 13th field after it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

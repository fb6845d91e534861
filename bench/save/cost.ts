import { readdirSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Engine } from '../../sandbox/index.js';

/** Cost of a commit. */
export interface Cost {
  /** In seconds. */
  readonly time: number;
  /** Pause duration, in seconds. */
  readonly pause: number;
  /** CPU time of the engine and of this process with its child processes, in seconds. */
  readonly cpu: number;
  /** Bytes written by the same processes. */
  readonly written: number;
}

/** Process ids of an engine. */
export type Pids = readonly number[];

const TICKS = 100;

function statOf(pid: number | string): { parent: number; ticks: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  // From the 4th field on: parent; user and system time, including those of reaped children.
  return { parent: fields[1]!, ticks: fields[11]! + fields[12]! + fields[13]! + fields[14]! };
}

/** A process with all its descendants. */
export function withChildren(pid: number): Pids {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      parents.set(Number(name), statOf(name).parent);
    } catch {
      // The process has ended in the meantime.
    }
  }
  const found = [pid];
  for (const each of found) for (const [child, parent] of parents) if (parent === each) found.push(child);
  return found;
}

function used(pids: Pids): { cpu: number; written: number } {
  let [ticks, written] = [0, 0];
  for (const pid of pids) {
    ticks += statOf(pid).ticks;
    written += Number(/^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'latin1'))![1]);
  }
  return { cpu: ticks / TICKS, written };
}

/** Measures a commit of a container. */
export async function costOf(
  engine: Engine,
  pids: Pids,
  container: string,
  save: () => Promise<unknown>,
): Promise<Cost> {
  const filters = { container: [container], event: ['pause', 'unpause'] };
  const events = (await engine.api.getEvents({ filters: JSON.stringify(filters) })) as Readable;
  let said = '';
  events.on('data', (part: Buffer) => (said += part.toString()));
  const processes = [process.pid, ...pids];
  const before = used(processes);
  const begin = performance.now();
  await save();
  const time = (performance.now() - begin) / 1000;
  const after = used(processes);
  events.destroy();
  return { time, pause: pauseIn(said), cpu: after.cpu - before.cpu, written: after.written - before.written };
}

function pauseIn(events: string): number {
  let [pause, since] = [0, 0];
  for (const { Action, timeNano } of events
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as PauseEvent)) {
    if (Action === 'pause') since = timeNano;
    else if (since > 0) pause += (timeNano - since) / 1e9;
  }
  return pause;
}

interface PauseEvent {
  readonly Action: 'pause' | 'unpause';
  readonly timeNano: number;
}

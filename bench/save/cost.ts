import { readdirSync, readFileSync } from 'node:fs';
import { type CommitObserver, observing } from '@image-factory/commit';

/** Cost of a commit. */
export interface Cost {
  /** In seconds. */
  readonly time: number;
  /** Pause duration, in seconds. */
  readonly pause: number;
  /** CPU time of the runtime and of this process with its child processes, in seconds. */
  readonly cpu: number;
  /** Bytes written by the same processes. */
  readonly written: number;
}

/** Process ids of a runtime. */
export type Pids = readonly number[];

const TICKS_PER_SECOND = 100;

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
  return { cpu: ticks / TICKS_PER_SECOND, written };
}

/** Measures a commit. @param pids processes of the runtime */
export async function costOf(pids: Pids, commit: (observer: CommitObserver) => Promise<unknown>): Promise<Cost> {
  let pauseMs = 0;
  const processes = [process.pid, ...pids];
  const before = used(processes);
  const begin = performance.now();
  await commit(observing({ paused: ({ from, to }) => (pauseMs += to - from) }));
  const time = (performance.now() - begin) / 1000;
  const after = used(processes);
  return { time, pause: pauseMs / 1000, cpu: after.cpu - before.cpu, written: after.written - before.written };
}

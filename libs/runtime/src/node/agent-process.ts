import { readFile, readlink } from 'node:fs/promises';

/** A process, as another one recognizes it: a process id is used again, and differs between pid namespaces. */
export interface AgentProcess {
  readonly pid: number;
  /** When it was started, in clock ticks since the boot of the node. */
  readonly startTicks: string | undefined;
  /** Its pid namespace. */
  readonly namespace: string | undefined;
}

/** Describes this process. */
export async function thisProcess(): Promise<AgentProcess> {
  const { pid } = process;
  const [startTicks, namespace] = await Promise.all([
    startOf(pid),
    readlink('/proc/self/ns/pid').catch(() => undefined),
  ]);
  return { pid, startTicks, namespace };
}

/**
 * Whether a process lives.
 *
 * @returns undefined if this process cannot see it, because it is in another pid namespace
 */
export async function isAlive({ pid, startTicks, namespace }: AgentProcess): Promise<boolean | undefined> {
  const own = await thisProcess();
  if (namespace === undefined || namespace !== own.namespace) return undefined;
  return startTicks !== undefined && (await startOf(pid)) === startTicks;
}

/** @returns undefined if the process has ended */
async function startOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // The name of the program, in brackets, may hold blanks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = ''] = fields;
  return /^[ZX]?$/.test(state) ? undefined : fields[19];
}

import { readFileSync } from 'node:fs';

/** Resident memory of a process, in bytes: current or peak. */
export function memoryOf(pid: number, when: 'now' | 'ever'): number {
  const line = when === 'now' ? 'VmRSS' : 'VmHWM';
  const [, kilobytes] =
    new RegExp(`^${line}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

import { execFileSync } from 'node:child_process';

/** Runs a program of this machine and returns its output. */
export function outputOf(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
}

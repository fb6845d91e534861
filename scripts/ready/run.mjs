import { spawnSync } from 'node:child_process';

/** Runs a command quietly; prints its output only if it failed. */
export function run(command, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  if (status === 0) return stdout;
  throw new Error(`${[command, ...args].join(' ')} failed.\n${error?.message ?? `${stdout}${stderr}`}`);
}

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Folder } from './folder.js';

/** Default timeout of a build, in milliseconds: npm may be slow to fetch packages. */
const BUILD_TIMEOUT_MS = 1_800_000;
/** Interval at which a long step is reported again, in milliseconds. */
const REPORT_INTERVAL_MS = 30_000;
/** Number of output lines that an error quotes. */
const QUOTED_LINES = 15;
const MAX_STEP_LENGTH = 100;

/** Output lines that begin a step: of the classic builder, and of BuildKit. */
const STEP = /^(?:Step \d+\/\d+ : |#\d+ \[[^\]]+\] )\S/;

/** Options of a build. */
export interface BuildOptions {
  /** Address of the engine. */
  readonly host: string;
  /** Options and the build context, as arguments of `docker build`. */
  readonly args: readonly string[];
  /** Called with each step as it begins, and again every 30 s while it runs. */
  readonly onProgress?: (text: string) => void;
  /** Default: half an hour. */
  readonly timeoutMs?: number;
  /** The docker command; tests substitute their own. */
  readonly program?: string;
}

/**
 * Builds an image with the docker command.
 * @throws Error that names the step that failed or exceeded the timeout, with the last lines of the output
 */
export async function dockerBuild({ host, args, onProgress, timeoutMs, program }: BuildOptions): Promise<void> {
  const limitMs = timeoutMs ?? BUILD_TIMEOUT_MS;
  const home = new Folder('b');
  const lines: string[] = [];
  let [step, stepStart] = ['the beginning', performance.now()];
  const child = spawn(program ?? 'docker', ['--host', host, 'build', ...args], {
    env: { PATH: process.env.PATH, HOME: home.path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', (line) => {
      lines.push(line);
      if (lines.length > QUOTED_LINES) lines.shift();
      if (!STEP.test(line)) return;
      step = line.slice(0, MAX_STEP_LENGTH);
      stepStart = performance.now();
      onProgress?.(step);
    });
  }
  const report = setInterval(() => {
    onProgress?.(`${step} (for ${Math.round((performance.now() - stepStart) / 1000)} s)`);
  }, REPORT_INTERVAL_MS);
  let isOverdue = false;
  const limit = setTimeout(() => {
    isOverdue = true;
    child.kill();
  }, limitMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    const quote = `Last lines of its output:\n${lines.join('\n')}`;
    if (isOverdue)
      throw new Error(`docker build took longer than its limit of ${limitMs / 1000} s in "${step}". ${quote}`);
    if (code !== 0)
      throw new Error(
        `docker build failed with ${code === null ? 'a signal' : `exit code ${code}`} in "${step}". ${quote}`,
      );
  } finally {
    clearInterval(report);
    clearTimeout(limit);
    home.remove();
  }
}

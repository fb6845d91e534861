/**
 * Checks all release requirements: runs every check, the fast ones first, even if one fails, and lists the failures at
 * the end.
 *
 * Usage: tsx scripts/release-check.ts
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkAudit } from './release/audit.js';
import type { Finding } from './release/finding.js';
import { checkLicences } from './release/licences.js';
import { productionPackages } from './release/production-packages.js';
import { checkSize } from './release/size.js';
import { checkVersion } from './release/version.js';

const ROOT = join(import.meta.dirname, '..');
/** Maximum size of the production packages, in MiB: every node installs an agent. */
const SIZE_LIMIT = 120;

const PARTS: readonly (readonly [name: string, check: () => Finding])[] = [
  ['version', () => checkVersion(ROOT)],
  ['licences', () => checkLicences(productionPackages(ROOT))],
  ['size', () => checkSize(productionPackages(ROOT), SIZE_LIMIT)],
  ['audit', () => checkAudit(ROOT)],
  ['check', () => npm('run', 'check')],
  ['test', () => npm('test')],
];

/** Runs a package script, which prints its own output. */
function npm(...args: string[]): Finding {
  const { status } = spawnSync('npm', args, { cwd: ROOT, stdio: 'inherit' });
  const problems = status === 0 ? [] : [`npm ${args.join(' ')} ended with ${status}.`];
  return { summary: status === 0 ? 'passed' : 'failed', problems };
}

function attempt(check: () => Finding): Finding {
  try {
    return check();
  } catch (error) {
    return { summary: 'failed', problems: [(error as Error).message] };
  }
}

const problems: string[] = [];
for (const [name, check] of PARTS) {
  const finding = attempt(check);
  console.log(`release: ${name}: ${finding.summary}`);
  problems.push(...finding.problems);
}
for (const problem of problems) console.error(`release: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

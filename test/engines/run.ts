/**
 * Runs the contract suites and end-to-end commits on the engines of newer Debian releases, and prints a matrix.
 *
 * Usage: npm run test:engines -- [--only PATTERN] [--fresh] [--write]
 *
 * --only matches suite and engine, such as "sid Docker"; --fresh installs the suites again instead of using the cache;
 * --write puts the matrix into docs/compatibility.md.
 */
import { parseArgs } from 'node:util';
import { stopAll } from '../../sandbox/index.js';
import { matrix, type MatrixRow, writeMatrix } from './compatibility-page.js';
import { DebianSuite, UnavailableSuite } from './debian-suite.js';
import { type EngineCase, engineCases, environmentOf } from './engine-cases.js';
import { runTests, type TestOutcome } from './jest-run.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    fresh: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

const suites = new Map<string, DebianSuite | string>();

function suiteOf(name: string): DebianSuite | string {
  const known = suites.get(name);
  if (known) return known;
  let found: DebianSuite | string;
  try {
    console.log(`Installing the engines of Debian ${name}, unless they are in the cache.`);
    found = DebianSuite.install(name, values.fresh);
  } catch (error) {
    if (!(error instanceof UnavailableSuite)) throw error;
    found = error.message;
  }
  suites.set(name, found);
  return found;
}

function rowOf(engineCase: EngineCase): MatrixRow {
  const { name: engine, suite, packages, tests } = engineCase;
  const installed = suiteOf(suite);
  if (typeof installed === 'string') return { engine, suite, versions: [], outcome: installed };
  const versions = packages.map((each) => `${each} ${installed.version(each)}`);
  console.log(`${engine} of Debian ${suite}: ${versions.join(', ')}`);
  const outcomes = tests.map((selection) => runTests(selection, environmentOf(engineCase, installed)));
  return { engine, suite, versions, outcome: sum(outcomes) };
}

function sum(outcomes: readonly TestOutcome[]): TestOutcome {
  return {
    passed: outcomes.reduce((total, { passed }) => total + passed, 0),
    failed: outcomes.flatMap(({ failed }) => failed),
  };
}

try {
  const rows = engineCases(new RegExp(values.only)).map(rowOf);
  const text = matrix(rows, new Date());
  console.log(`\n${text}`);
  if (values.write) writeMatrix(text);
  if (rows.some(({ outcome }) => typeof outcome !== 'string' && outcome.failed.length > 0)) process.exitCode = 1;
} finally {
  await stopAll();
}

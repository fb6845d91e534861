import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Folder } from '../../sandbox/index.js';
import type { TestSelection } from './engine-cases.js';

/** Outcome of a selection of tests. */
export interface TestOutcome {
  readonly passed: number;
  /** Full names of the tests that failed, and of the files that could not run. */
  readonly failed: readonly string[];
}

/** Runs a selection of the tests; their output goes to this process's. */
export function runTests({ project, files, names }: TestSelection, environment: NodeJS.ProcessEnv): TestOutcome {
  const folder = new Folder('j');
  const report = folder.at('report.json');
  try {
    const node = [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
    ];
    const jest = ['--selectProjects', project, '--testPathPatterns', files, '--json', '--outputFile', report];
    const selected = names === undefined ? [] : ['--testNamePattern', names];
    spawnSync(process.execPath, [...node, ...jest, ...selected], {
      stdio: ['ignore', 'ignore', 'inherit'],
      // The tests make folders of their own.
      env: { ...environment, IMAGE_FACTORY_SANDBOX: undefined },
    });
    return outcomeOf(JSON.parse(readFileSync(report, 'utf8')) as JestReport);
  } finally {
    folder.remove();
  }
}

/** The used part of Jest's report. */
interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function outcomeOf({ testResults: files }: JestReport): TestOutcome {
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const named = (status: string): string[] =>
    tests.filter((test) => test.status === status).map(({ fullName }) => fullName);
  const broken = files
    .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
    .map(({ name }) => name);
  return { passed: named('passed').length, failed: [...named('failed'), ...broken] };
}

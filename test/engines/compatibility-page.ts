import { readFileSync, writeFileSync } from 'node:fs';
import type { TestOutcome } from './jest-run.js';

/** One line of the matrix. */
export interface MatrixRow {
  readonly engine: string;
  readonly suite: string;
  /** Package and version each. */
  readonly versions: readonly string[];
  /** A sentence if the tests did not run. */
  readonly outcome: TestOutcome | string;
}

const PAGE = 'docs/compatibility.md';
const [BEGIN, END] = ['<!-- engines: begin -->', '<!-- engines: end -->'];

/** The matrix in Markdown. */
export function matrix(rows: readonly MatrixRow[], date: Date): string {
  const lines = rows.map(({ engine, suite, versions, outcome }) =>
    ['', engine, suite, versions.join(', '), resultOf(outcome), ''].join(' | ').trim(),
  );
  return [
    `\`npm run test:engines\`, ${date.toISOString().slice(0, 10)}:`,
    '',
    '| Engine | Debian | Versions | Result |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** Replaces the matrix of the page. */
export function writeMatrix(text: string): void {
  const [before, rest] = readFileSync(PAGE, 'utf8').split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has no place for the matrix.`);
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${text}\n\n${END}${after}`);
}

function resultOf(outcome: TestOutcome | string): string {
  if (typeof outcome === 'string') return `not run: ${outcome}`;
  const { passed, failed } = outcome;
  if (failed.length === 0) return passed > 0 ? `${passed} tests passed` : 'not run: no test was selected';
  return `${passed} tests passed, ${failed.length} failed: ${failed.join('; ')}`;
}

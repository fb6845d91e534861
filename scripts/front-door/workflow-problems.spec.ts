import { describe, expect, it } from '@jest/globals';
import { workflowProblems } from './workflow-problems.js';

const SCRIPTS = new Set(['check', 'test', 'test:unit']);
const COMMIT = '3d3c42e5aac5ba805825da76410c181273ba90b1';

const workflow = (...steps: string[]) =>
  ['permissions: {}', 'jobs:', '  unit:', '    steps:', ...steps.map((step) => `      - ${step}`)].join('\n');

describe('workflowProblems', () => {
  it('accepts package scripts and pinned actions', () => {
    const steps = [
      `uses: actions/checkout@${COMMIT} # v7`,
      'run: npm ci',
      'run: npm run --silent test:unit',
      'run: npm test',
    ];
    expect(workflowProblems(workflow(...steps), SCRIPTS)).toEqual([]);
    const reused = 'permissions: {}\njobs:\n  ci:\n    uses: ./.github/workflows/ci.yml\n';
    expect(workflowProblems(reused, SCRIPTS)).toEqual([]);
  });

  it.each([
    ['run: npm run check && npm run lost', 'package.json has no script "lost"'],
    ['run: npx jest', '"npx" needs a package script'],
    ['run: cd x && node scripts/test.mjs', '"node" needs a package script'],
    ['uses: actions/checkout@v7', 'actions/checkout@v7 is not pinned to a commit'],
  ])('refuses "%s"', (step, problem) => {
    expect(workflowProblems(workflow(step), SCRIPTS)).toEqual([problem]);
  });

  it('needs a script for npm test, and permissions', () => {
    expect(workflowProblems('jobs:\n  unit:\n    steps:\n      - run: npm test\n', new Set())).toEqual([
      'it has no permissions',
      'package.json has no script "test"',
    ]);
  });
});

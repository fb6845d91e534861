import tseslint from 'typescript-eslint';

/** Where the process's environment may be read: configuration, and what starts processes for tests and demo. */
const MAY_READ_ENVIRONMENT = [
  'libs/service/src/config/**',
  'apps/cli/main.ts',
  'sandbox/**',
  'test/**',
  'bench/**',
  'demo/**',
];

/** Product code: what libs/resilience exists for is not made by hand there. */
const PRODUCT = ['apps/**/*.ts', 'apps/**/*.tsx', 'libs/**/*.ts'];
const NOT_PRODUCT = [
  'libs/resilience/**',
  'libs/client/**',
  '**/*.spec.ts',
  '**/*.e2e-spec.ts',
  '**/*.contract.ts',
  '**/testing/**',
];

/** Imports of which libs/resilience offers the better form. */
const HAND_MADE = [
  { name: 'node:timers/promises', message: 'Retry with Backoff, limit a wait with settledWithin, poll with pause.' },
  { name: 'node:fs', importNames: ['rename', 'renameSync'], message: 'Write files with writeFileAtomic.' },
  { name: 'node:fs/promises', importNames: ['rename'], message: 'Write files with writeFileAtomic.' },
];

const PAUSE_MESSAGE = 'Retry with Backoff.run. A loop that cannot is listed in eslint.config.js with its reason.';
const PAUSE = ['@image-factory/resilience', '@image-factory/resilience/backoff'].map((name) => ({
  name,
  importNames: ['pause'],
  message: PAUSE_MESSAGE,
}));

/** Polls by the clock: a condition is checked until it holds, and nothing has failed. */
const POLLS = [
  'libs/commit/src/pause/container-claims.ts',
  'libs/runtime/src/node/freezer.ts',
  'libs/docker/src/ports/docker-pauser.ts',
  'libs/runtime/src/runtime-outage.ts',
  'libs/runtime/src/container-source.port.ts',
  'libs/service/src/http/connection-drain.ts',
];

/** Retries whose progress resets their count, or that wait for more than the delay: `Backoff.after` and a pause. */
const RETRIES_WITH_PROGRESS = [
  'apps/agent/src/shield/report-lane.ts',
  'apps/cli/src/follow.ts',
  'apps/console/src/shield/link.ts',
  'libs/commit/src/direct/direct-commit.ts',
  'libs/oci/src/registry/blob-upload.ts',
];

/** Races between two events, without a time. */
const EVENT_RACES = [
  'libs/commit/src/base/verified-layer.ts',
  'libs/commit/src/layer/compressed-stream.ts',
  'libs/commit/src/layer/tar-upper.ts',
];

const RACE = {
  selector: 'CallExpression[callee.object.name="Promise"][callee.property.name="race"]',
  message: 'Limit a wait with settledWithin, end it by a signal with raceAbort.',
};
const SLEEP_OR_GROWTH = [
  ...['', 'BlockStatement > ExpressionStatement > '].map((within) => ({
    selector: `NewExpression[callee.name="Promise"] > :function > ${within}CallExpression[callee.name="setTimeout"]`,
    message: 'Retry with Backoff, limit a wait with settledWithin, poll with pause.',
  })),
  {
    selector: 'BinaryExpression[operator="**"]:not([right.type="Literal"])',
    message: 'Backoff computes growing delays.',
  },
  {
    selector:
      ':not(UnaryExpression[operator="void"]) > CallExpression[callee.property.name="then"] > MemberExpression > MemberExpression[object.type="ThisExpression"]',
    message: 'Run work in turn with KeyedMutex.',
  },
  { selector: 'MemberExpression[property.name=/^rename(Sync)?$/]', message: 'Write files with writeFileAtomic.' },
];

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.lint.json', './apps/console/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only configuration reads the environment.' },
      ],
    },
  },
  {
    files: PRODUCT,
    ignores: NOT_PRODUCT,
    rules: {
      'no-restricted-imports': ['error', { paths: [...HAND_MADE, ...PAUSE] }],
      'no-restricted-syntax': ['error', RACE, ...SLEEP_OR_GROWTH],
    },
  },
  {
    files: [...POLLS, ...RETRIES_WITH_PROGRESS],
    rules: { 'no-restricted-imports': ['error', { paths: HAND_MADE }] },
  },
  {
    files: EVENT_RACES,
    rules: { 'no-restricted-syntax': ['error', ...SLEEP_OR_GROWTH] },
  },
  {
    files: MAY_READ_ENVIRONMENT,
    rules: { 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  {
    // A file holds one thought; only data and contracts may be longer.
    files: ['apps/**/*.{ts,tsx}', 'libs/**/*.{ts,tsx}'],
    ignores: ['**/*.{spec,contract}.ts', 'libs/client/src/shield-api.ts', 'libs/errors/src/catalogue.ts'],
    rules: { 'max-lines': ['error', { max: 300 }] },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    ...tseslint.configs.disableTypeChecked,
  },
  {
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['scripts/**', 'deploy/**'],
    rules: { 'no-console': 'off', 'no-restricted-properties': 'off' },
  },
);

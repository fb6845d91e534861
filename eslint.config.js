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

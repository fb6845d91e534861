/** ts-jest as ES modules, with the swagger plugin, so that tests see the same DTOs as the build. */
const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  moduleNameMapper: {
    '^@image-factory/(client|commit|containerd|contracts|docker|errors|oci|resilience|runtime|service)$':
      '<rootDir>/libs/$1/src/index.ts',
    '^@image-factory/resilience/backoff$': '<rootDir>/libs/resilience/src/backoff.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      'ts-jest',
      {
        useESM: true,
        tsconfig: 'tsconfig.jest.json',
        // Types are checked by `npm run check:types`, once and not in every worker.
        diagnostics: false,
        astTransformers: { before: [{ path: './test/swagger-plugin.cjs', name: 'swagger-plugin', version: '1' }] },
      },
    ],
  },
};

/** Specs that need engines, registries or databases: those of `test`, and a few beside the class that they test. */
const onTheRealThing = {
  ...shared,
  roots: ['<rootDir>/test', '<rootDir>/apps', '<rootDir>/libs'],
  globalSetup: '<rootDir>/test/setup/start.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/setup/every-file.ts'],
  globalTeardown: '<rootDir>/test/setup/stop.mjs',
};

/** Two files at a time: most wait for engines and registries, of which each worker has its own. */
export default {
  maxWorkers: 2,
  testSequencer: '<rootDir>/test/setup/longest-first.mjs',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/scripts'],
      testMatch: ['**/*.spec.ts'],
    },
    { ...onTheRealThing, displayName: 'end-to-end', testMatch: ['**/*.e2e-spec.ts'] },
    { ...shared, displayName: 'cluster', roots: ['<rootDir>/test/cluster'], testMatch: ['**/*.cluster-spec.ts'] },
    { ...onTheRealThing, displayName: 'endurance', testMatch: ['**/*.endurance-spec.ts'] },
  ],
};

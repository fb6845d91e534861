/** The arrows of the house: apps -> libs, and inside an app one way only. */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^(apps|libs)/', pathNot: '\\.(spec|contract)\\.ts$|main\\.tsx?$|\\.d\\.ts$|vite\\.config\\.ts$' }, to: {} },
    { name: 'unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'libs-never-import-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    { name: 'apps-never-import-each-other', severity: 'error', from: { path: '^apps/([^/]+)/' }, to: { path: '^apps/', pathNot: '^apps/$1/' } },
    { name: 'errors-import-nothing-of-ours', severity: 'error', from: { path: '^libs/errors/' }, to: { path: '^(apps|libs)/', pathNot: '^libs/errors/' } },
    { name: 'contracts-import-nothing-of-ours', severity: 'error', from: { path: '^libs/contracts/' }, to: { path: '^(apps|libs)/', pathNot: '^libs/contracts/' } },
    { name: 'client-imports-nothing-of-ours', severity: 'error', from: { path: '^libs/client/' }, to: { path: '^(apps|libs)/', pathNot: '^libs/client/' } },
    { name: 'console-imports-the-client-only', severity: 'error', from: { path: '^apps/console/' }, to: { path: '^libs/', pathNot: '^libs/client/' } },
    { name: 'docker-imports-errors-only', severity: 'error', from: { path: '^libs/docker/' }, to: { path: '^(apps|libs)/', pathNot: '^libs/(docker|errors)/' } },
    { name: 'docker-knows-no-nest', severity: 'error', from: { path: '^libs/docker/' }, to: { path: 'node_modules/@nestjs/' } },
    { name: 'libs-through-their-front-door', severity: 'error', from: { path: '^(apps|test|bench|demo)/' }, to: { path: '^libs/[^/]+/src/', pathNot: '^libs/[^/]+/src/index\\.ts$' } },
    { name: 'dockerode-only-in-docker', severity: 'error', from: { pathNot: '^(libs/docker|test|bench|sandbox|demo)/' }, to: { path: 'node_modules/dockerode/' } },
    { name: 'commit-never-imports-scheduler', severity: 'error', from: { path: '^apps/shield/src/(commit|agent-registry)/' }, to: { path: '^apps/shield/src/scheduler/' } },
    { name: 'registry-never-imports-commit', severity: 'error', from: { path: '^apps/shield/src/agent-registry/' }, to: { path: '^apps/shield/src/commit/' } },
    { name: 'controllers-never-import-stores', severity: 'error', from: { path: '\\.controller\\.ts$' }, to: { path: 'store' } },
    { name: 'core-never-asks-which-store', severity: 'error', from: { path: '^apps/shield/src/', pathNot: '(\\.module\\.ts|\\.spec\\.ts|\\.contract\\.ts)$|/stores/' }, to: { path: '/stores/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};

import { ENGINE_ROOT_VARIABLE, IMAGE_STORE_VARIABLE } from '../../sandbox/index.js';
import type { DebianSuite } from './debian-suite.js';

/** A selection of the tests. */
export interface TestSelection {
  /** Project of Jest. */
  readonly project: 'end-to-end' | 'endurance';
  /** Pattern of the paths of the files; with their folder, because the path of a clone may match, too. */
  readonly files: string;
  /** Pattern of the names of the tests; default: all. */
  readonly names?: string;
}

/** An engine of a suite, and its tests. */
export interface EngineCase {
  /** Such as `Docker with overlay2`. */
  readonly name: string;
  readonly suite: string;
  /** Debian packages whose versions identify the tested engine. */
  readonly packages: readonly string[];
  readonly tests: readonly TestSelection[];
  /** Environment of the tests, in addition to the root of the suite. */
  readonly environment: Readonly<Record<string, string>>;
}

const SUITES = ['trixie', 'sid'];

const DOCKER: readonly TestSelection[] = [
  { project: 'end-to-end', files: 'test/runtime-ports', names: 'runtime ports Docker' },
  { project: 'end-to-end', files: 'test/docker-commits' },
];

/** Direct commits without the socket of containerd, compared with the engine's own. */
const WITHOUT_SOCKET: TestSelection = {
  project: 'endurance',
  files: 'test/direct-save',
  names: 'same image as the engine|writes continuously',
};

const ENGINES: readonly Omit<EngineCase, 'suite'>[] = [
  {
    name: 'Docker with overlay2',
    packages: ['docker.io', 'containerd', 'runc'],
    tests: DOCKER,
    environment: { [IMAGE_STORE_VARIABLE]: 'overlay2' },
  },
  {
    name: "Docker with containerd's image store",
    packages: ['docker.io', 'containerd', 'runc'],
    tests: [...DOCKER, WITHOUT_SOCKET],
    environment: { [IMAGE_STORE_VARIABLE]: 'containerd' },
  },
  {
    name: 'containerd with CRI',
    packages: ['containerd', 'runc'],
    tests: [
      { project: 'end-to-end', files: 'test/runtime-ports', names: 'runtime ports containerd' },
      { project: 'end-to-end', files: 'test/containerd-commit' },
    ],
    environment: {},
  },
  {
    name: 'Podman',
    packages: ['podman', 'runc'],
    tests: [
      { project: 'end-to-end', files: 'test/runtime-ports', names: 'runtime ports Podman' },
      { project: 'end-to-end', files: 'test/podman' },
    ],
    environment: {},
  },
];

/** Every engine of every suite. @param pattern only those whose suite and name match */
export function engineCases(pattern: RegExp): EngineCase[] {
  return SUITES.flatMap((suite) => ENGINES.map((engine) => ({ ...engine, suite }))).filter(({ suite, name }) =>
    pattern.test(`${suite} ${name}`),
  );
}

/** Environment in which the tests of a case start the engines of a suite. */
export function environmentOf({ environment }: EngineCase, { folder }: DebianSuite): NodeJS.ProcessEnv {
  return { ...process.env, ...environment, [ENGINE_ROOT_VARIABLE]: folder };
}

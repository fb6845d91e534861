import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, Registry, type RegistryLogin } from '../../sandbox/index.js';

/** Environment variable with the directory of the set-up's files, one per Jest worker. */
export const MACHINES_VARIABLE = 'IMAGE_FACTORY_TEST_MACHINES';

/** Content of such a file. */
export interface MachineFile {
  readonly engine: string;
  readonly registry: string;
  readonly lockedRegistry: { readonly address: string; readonly login: RegistryLogin };
}

/** Services that the end-to-end tests of a worker share, file by file; tests that break services start their own. */
export interface Machine {
  /** An engine that has the base image. */
  readonly engine: Engine;
  /** A registry with anonymous access. */
  readonly registry: Registry;
  /** A registry that requires `login`. */
  readonly lockedRegistry: Registry & { readonly login: RegistryLogin };
}

/** The services that the set-up has started. */
export function machine(): Machine {
  const { [MACHINES_VARIABLE]: folder, JEST_WORKER_ID: worker } = process.env;
  if (folder === undefined) throw new Error('The end-to-end tests were not set up: run them by `npm test`.');
  const file = readFileSync(join(folder, `${worker}.json`), 'utf8');
  const { engine, registry, lockedRegistry } = JSON.parse(file) as MachineFile;
  const { address, login } = lockedRegistry;
  return {
    engine: new Engine(engine),
    registry: new Registry(registry),
    lockedRegistry: Object.assign(new Registry(address, 'http', login), { login }),
  };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, Registry, type RegistryLogin } from '../../sandbox/index.js';

/** Names the folder that the set-up writes for the tests, with a file for each of Jest's workers. */
export const MACHINES_VARIABLE = 'IMAGE_FACTORY_TEST_MACHINES';

/** What such a file holds. */
export interface MachineFile {
  readonly engine: string;
  readonly registry: string;
  readonly lockedRegistry: { readonly address: string; readonly login: RegistryLogin };
}

/** What the end-to-end tests of one worker share, one file after the other; those that break something start one of their own. */
export interface Machine {
  /** An engine that has the base image. */
  readonly engine: Engine;
  /** A registry that everybody may use. */
  readonly registry: Registry;
  /** A registry that asks for a login; `login` has the one it takes. */
  readonly lockedRegistry: Registry & { readonly login: RegistryLogin };
}

/** The machine that the set-up has started. */
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

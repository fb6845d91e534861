import { readFileSync } from 'node:fs';
import { Engine, Registry, type RegistryLogin } from '../../sandbox/index.js';

/** Names the file that the set-up writes for the tests. */
export const MACHINE_VARIABLE = 'IMAGE_FACTORY_TEST_MACHINE';

/** What the file holds. */
export interface MachineFile {
  readonly engine: string;
  readonly registry: string;
  readonly lockedRegistry: { readonly address: string; readonly login: RegistryLogin };
}

/** What all end-to-end tests share; those that break something start one of their own. */
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
  const path = process.env[MACHINE_VARIABLE];
  if (path === undefined) throw new Error('The end-to-end tests were not set up: run them by `npm test`.');
  const { engine, registry, lockedRegistry } = JSON.parse(readFileSync(path, 'utf8')) as MachineFile;
  const { address, login } = lockedRegistry;
  return {
    engine: new Engine(engine),
    registry: new Registry(registry),
    lockedRegistry: Object.assign(new Registry(address, 'http', login), { login }),
  };
}

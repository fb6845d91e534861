import { Folder, PrivateEngine, PrivateRegistry, stopAll } from '../../sandbox/index.js';
import { MACHINES_VARIABLE, type MachineFile } from './machine.js';

let folder: Folder | undefined;

/** Starts the shared services, one set per worker, before the first end-to-end test, and publishes their addresses. */
export async function startMachines({ maxWorkers }: { readonly maxWorkers: number }): Promise<void> {
  folder = new Folder('m');
  for (let worker = 1; worker <= maxWorkers; worker++) {
    folder.write(`${worker}.json`, JSON.stringify(await startMachine()));
  }
  process.env[MACHINES_VARIABLE] = folder.path;
}

/** Stops them after the last test. */
export async function stopMachines(): Promise<void> {
  folder?.remove();
  await stopAll();
}

async function startMachine(): Promise<MachineFile> {
  const login = { user: 'alice', password: 'correct horse: "battery" staple' };
  const { engine } = await PrivateEngine.start();
  const { registry } = await PrivateRegistry.start();
  const { registry: locked } = await PrivateRegistry.start({ login });
  return {
    engine: engine.socket,
    registry: registry.address,
    lockedRegistry: { address: locked.address, login },
  };
}

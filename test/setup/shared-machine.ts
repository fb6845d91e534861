import { Folder, PrivateEngine, PrivateRegistry, stopAll } from '../../sandbox/index.js';
import { MACHINES_VARIABLE, type MachineFile } from './machine.js';

let folder: Folder | undefined;

/** Starts what the end-to-end tests share, before the first of them, and tells them where it is: one for each worker. */
export async function startMachines({ maxWorkers }: { readonly maxWorkers: number }): Promise<void> {
  folder = new Folder('m');
  for (let worker = 1; worker <= maxWorkers; worker++) {
    folder.write(`${worker}.json`, JSON.stringify(await startMachine()));
  }
  process.env[MACHINES_VARIABLE] = folder.path;
}

/** Stops it after the last test. */
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

import { Folder, PrivateEngine, PrivateRegistry, stopAll } from '../../sandbox/index.js';
import { MACHINE_VARIABLE, type MachineFile } from './machine.js';

let folder: Folder | undefined;

/** Starts what all end-to-end tests share, before the first of them, and tells them where it is. */
export async function startMachine(): Promise<void> {
  const login = { user: 'alice', password: 'correct horse: "battery" staple' };
  const { engine } = await PrivateEngine.start();
  const { registry } = await PrivateRegistry.start();
  const { registry: locked } = await PrivateRegistry.start({ login });
  const file: MachineFile = {
    engine: engine.socket,
    registry: registry.address,
    lockedRegistry: { address: locked.address, login },
  };
  folder = new Folder('m');
  process.env[MACHINE_VARIABLE] = folder.write('machine.json', JSON.stringify(file));
}

/** Stops it after the last test. */
export async function stopMachine(): Promise<void> {
  folder?.remove();
  await stopAll();
}

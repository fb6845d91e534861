import { ContainerdRuntime } from '@image-factory/containerd';

/** Pauses and resumes a container twice, and prints its states before, during and after a pause, and the warnings. */
const [address, container = ''] = process.argv.slice(2);
const warnings: string[] = [];
const runtime = new ContainerdRuntime({ address, warn: (message) => void warnings.push(message) });
const reports: object[] = [];
const report = async (): Promise<void> => {
  const { paused, pauseMethod } = await runtime.containers.find(container);
  reports.push({ paused, pauseMethod });
};
await report();
await runtime.pauser.pause(container);
await report();
await runtime.pauser.resume(container);
await report();
await runtime.pauser.pause(container);
await runtime.pauser.resume(container);
runtime.close();
process.stdout.write(JSON.stringify({ reports, warnings }));

import { ContainerdRuntime } from '@image-factory/containerd';

/** Pauses and resumes a container, and prints what the runtime reports before, during and after the pause. */
const [address, container = ''] = process.argv.slice(2);
const runtime = new ContainerdRuntime({ address });
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
runtime.close();
process.stdout.write(JSON.stringify(reports));

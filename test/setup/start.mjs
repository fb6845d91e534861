import { tsImport } from 'tsx/esm/api';

// Jest would load TypeScript here as CommonJS and without its module name mapping.
const { startMachines, stopMachines } = await tsImport('./shared-machine.js', import.meta.url);

export { stopMachines };
export default startMachines;

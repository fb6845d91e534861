import { tsImport } from 'tsx/esm/api';

// Jest would load TypeScript here as CommonJS, and without its mapping of names.
const { startMachine, stopMachine } = await tsImport('./shared-machine.ts', import.meta.url);

export { stopMachine };
export default startMachine;

export { stopMachines as default } from './start.mjs';

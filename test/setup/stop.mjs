export { stopMachine as default } from './start.mjs';

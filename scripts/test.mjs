/**
 * Installs the prerequisites, then runs the unit and end-to-end tests. Passes all arguments to Jest:
 * `npm test -- --selectProjects unit` runs only the unit tests, which need neither root nor an engine,
 * `npm run test:endurance` the slow tests, and `npm run test:all` all tests.
 */
import { spawnSync } from 'node:child_process';
import { makeReady } from './ready/ready.mjs';

const args = process.argv.slice(2);
if (!args.includes('--selectProjects')) args.push('--selectProjects', 'unit', 'end-to-end');
const projects = args.slice(args.indexOf('--selectProjects'));
makeReady(projects.includes('end-to-end') || projects.includes('endurance') ? 'test' : 'check');

// Ctrl-C also reaches Jest, which takes time to stop the engine: wait for it.
process.on('SIGINT', () => undefined);
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const { status } = spawnSync(process.execPath, [...node, 'node_modules/jest/bin/jest.js', ...args], {
  stdio: 'inherit',
});
process.exit(status ?? 1);

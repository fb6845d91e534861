/**
 * Runs the unit and end-to-end tests, having brought in what they need. All arguments go to Jest:
 * `npm test -- --selectProjects unit` runs the unit tests alone, which need neither root nor an engine,
 * `npm run test:endurance` those that take long, and `npm run test:all` all of them.
 */
import { spawnSync } from 'node:child_process';
import { makeReady } from './ready/ready.mjs';

const args = process.argv.slice(2);
if (!args.includes('--selectProjects')) args.push('--selectProjects', 'unit', 'end-to-end');
const projects = args.slice(args.indexOf('--selectProjects'));
makeReady(projects.includes('end-to-end') || projects.includes('endurance') ? 'test' : 'check');

// Ctrl-C reaches Jest too, which takes its time to stop the engine: this process waits for it.
process.on('SIGINT', () => undefined);
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const { status } = spawnSync(process.execPath, [...node, 'node_modules/jest/bin/jest.js', ...args], {
  stdio: 'inherit',
});
process.exit(status ?? 1);

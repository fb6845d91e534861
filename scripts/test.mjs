/**
 * Runs the tests, having brought in what they need. All arguments go to Jest: `npm test -- --selectProjects unit` runs
 * the unit tests alone, which need neither root nor an engine.
 */
import { spawnSync } from 'node:child_process';
import { makeReady } from './ready/ready.mjs';

const args = process.argv.slice(2);
const selected = args.indexOf('--selectProjects');
makeReady(selected >= 0 && !args.slice(selected).includes('end-to-end') ? 'check' : 'test');

// Ctrl-C reaches Jest too, which takes its time to stop the engine: this process waits for it.
process.on('SIGINT', () => undefined);
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const { status } = spawnSync(process.execPath, [...node, 'node_modules/jest/bin/jest.js', ...args], {
  stdio: 'inherit',
});
process.exit(status ?? 1);

/**
 * Installs the chart on a real Kubernetes of one node, with containerd and with Docker. Passes all arguments to Jest.
 *
 * Kubernetes is built from Debian's source package at the first run, which takes about 20 minutes, and kept in
 * `$XDG_CACHE_HOME/image-factory`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeReady } from './ready/ready.mjs';

makeReady('cluster');

const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'image-factory/kubernetes-1.20.2');
if (!existsSync(join(folder, 'kubelet'))) {
  console.log(`cluster: building Kubernetes into ${folder}, which takes about 20 minutes ...`);
  exitUnlessDone(spawnSync('test/cluster/build-kubernetes.sh', [folder], { stdio: 'inherit' }));
}
process.on('SIGINT', () => undefined);
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
const args = [...jest, '--selectProjects', 'cluster', ...process.argv.slice(2)];
exitUnlessDone(spawnSync(process.execPath, args, { stdio: 'inherit' }));

function exitUnlessDone({ status }) {
  if (status !== 0) process.exit(status ?? 1);
}

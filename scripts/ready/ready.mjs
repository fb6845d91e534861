import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfOlder } from './build.mjs';
import { installMissing } from './debian-packages.mjs';
import { installDependencies } from './dependencies.mjs';
import { installHelm } from './helm.mjs';

/**
 * What each command needs. A program comes from the first of its packages that the release has: Debian 13 took the
 * docker command out of docker.io.
 */
const PROGRAMS = {
  dockerd: ['docker.io'],
  'docker-registry': ['docker-registry'],
  iptables: ['iptables'],
  busybox: ['busybox-static'],
  htpasswd: ['apache2-utils'],
  openssl: ['openssl'],
  igzip: ['isal'],
  pigz: ['pigz'],
  docker: ['docker-cli', 'docker.io'],
  postgres: ['postgresql'],
  'systemd-analyze': ['systemd'],
  chromium: ['chromium'],
  umount: ['mount'],
  apparmor_parser: ['apparmor'],
  podman: ['podman'],
  gcc: ['gcc'],
  // Its package comes with the headers and the static library of C.
  gencat: ['libc6-dev'],
  'mkfs.ext4': ['e2fsprogs'],
};

/** An engine starts no container without it where the kernel has AppArmor; docker.io only recommends it. */
const APPARMOR = existsSync('/sys/module/apparmor') ? ['apparmor_parser'] : [];
const SANDBOX = ['dockerd', 'docker-registry', 'iptables', 'busybox', 'umount', 'igzip', ...APPARMOR];
const COMPILER = ['gcc', 'gencat'];
const TEST = [
  ...[...SANDBOX, ...COMPILER, 'mkfs.ext4', 'htpasswd', 'openssl', 'pigz', 'postgres', 'systemd-analyze', 'chromium'],
  ...['docker', 'podman'],
];

const PURPOSES = {
  check: { programs: [], build: false },
  build: { programs: [], build: true },
  demo: { programs: SANDBOX, build: true },
  // The images are built from the sources.
  containers: { programs: [...SANDBOX, 'docker'], build: false },
  test: { programs: TEST, build: true, helm: true },
  bench: { programs: [...SANDBOX, 'docker', 'pigz'], build: true },
  all: { programs: TEST, build: true, helm: true },
};

/** Brings in what is missing for a purpose; ends the process with one sentence where that cannot be done. */
export function makeReady(purpose) {
  const needs = PURPOSES[purpose];
  if (!needs) stop(`There is no purpose "${purpose}"; known are ${Object.keys(PURPOSES).join(', ')}.`);
  process.chdir(join(import.meta.dirname, '../..'));
  try {
    step('npm packages', installDependencies);
    step('Debian packages', (announce) => installMissing(needs.programs, PROGRAMS, purpose, announce));
    if (needs.helm) step('Helm', installHelm);
    if (needs.build) step('build', buildIfOlder);
  } catch (error) {
    stop(error.message);
  }
}

/**
 * Runs a step, which announces what it does before that takes long, and says what it did and how long that took. A step
 * that has nothing to do says nothing.
 */
function step(name, run) {
  const start = performance.now();
  const done = run((text) => console.log(`ready: ${name}: ${text} ...`));
  if (done) console.log(`ready: ${name}: ${done} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}

function stop(sentence) {
  console.error(`ready: ${sentence}`);
  process.exit(1);
}

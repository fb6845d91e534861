import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfOlder } from './build.mjs';
import { installMissing } from './debian-packages.mjs';
import { installDependencies } from './dependencies.mjs';
import { installHelm } from './helm.mjs';

/**
 * Requirements of each command. A program comes from the first of its packages that the release contains: Debian 13
 * moved the docker command out of docker.io.
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
  containerd: ['containerd'],
  ctr: ['containerd'],
  runc: ['runc'],
  gcc: ['gcc'],
  // Its package also contains the headers and the static C library.
  gencat: ['libc6-dev'],
  'mkfs.ext4': ['e2fsprogs'],
  debootstrap: ['debootstrap'],
  etcd: ['etcd-server'],
  conntrack: ['conntrack'],
  ebtables: ['ebtables'],
  ethtool: ['ethtool'],
  socat: ['socat'],
  skopeo: ['skopeo'],
  curl: ['curl'],
  ip: ['iproute2'],
  go: ['golang-go'],
  'dpkg-source': ['dpkg-dev'],
  'host-local': ['containernetworking-plugins'],
};

/** On kernels with AppArmor, the engine starts no container without its parser, which docker.io only recommends. */
const APPARMOR = existsSync('/sys/module/apparmor') ? ['apparmor_parser'] : [];
const SANDBOX = ['dockerd', 'docker-registry', 'iptables', 'busybox', 'umount', 'igzip', ...APPARMOR];
const CONTAINERD = ['containerd', 'ctr', 'runc'];
const COMPILER = ['gcc', 'gencat'];
const TEST = [
  ...[...SANDBOX, ...COMPILER, 'mkfs.ext4', 'htpasswd', 'openssl', 'pigz', 'postgres', 'systemd-analyze', 'chromium'],
  ...['docker', 'podman', ...CONTAINERD],
];

/** To build Kubernetes, and to run a node. */
const CLUSTER = [
  ...['go', 'dpkg-source', 'etcd', 'conntrack', 'ebtables', 'ethtool', 'socat', 'skopeo', 'curl', 'ip', 'host-local'],
];

const PURPOSES = {
  check: { programs: [], build: false },
  build: { programs: [], build: true },
  demo: { programs: [...SANDBOX, ...CONTAINERD], build: true },
  // The images are built from source.
  containers: { programs: [...SANDBOX, 'docker'], build: false },
  test: { programs: TEST, build: true, helm: true },
  engines: { programs: [...TEST, 'debootstrap'], build: true },
  bench: { programs: [...SANDBOX, ...CONTAINERD, 'docker', 'pigz'], build: true },
  // The package is built when it is packed.
  release: { programs: [], build: false, helm: true },
  // The images are built from source.
  cluster: { programs: [...TEST, ...CLUSTER], build: false, helm: true },
  all: { programs: TEST, build: true, helm: true },
};

/** Installs the requirements of a purpose; exits with a one-sentence error if that is impossible. */
export function makeReady(purpose) {
  const needs = PURPOSES[purpose];
  if (!needs) stop(`Unknown purpose "${purpose}"; the purposes are ${Object.keys(PURPOSES).join(', ')}.`);
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
 * Runs a step. The step announces long work before it starts, and reports its result and duration. A step without work
 * prints nothing.
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

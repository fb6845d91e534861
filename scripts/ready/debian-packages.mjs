import { accessSync, constants, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

/** Debian packages run this script before they start their services; exit code 101 forbids the start. */
const POLICY = '/usr/sbin/policy-rc.d';
const APT = ['-qq', '-o', 'DPkg::Lock::Timeout=300'];

/** Program directories that are not on every PATH. */
const FOLDERS = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/sbin',
  '/sbin',
  '/usr/lib/cni',
  ...postgresFolders(),
];

/**
 * Installs the Debian packages of missing programs, without starting their services.
 *
 * @param programs the required programs
 * @param packages the packages that contain a program, the preferred one first
 * @param purpose the purpose of the programs, for messages
 * @param announce called with a description of each step before it starts
 */
export function installMissing(programs, packages, purpose, announce) {
  const missing = programs.filter((program) => !isThere(program));
  const byHand = `install ${[...new Set(missing.map((program) => packages[program].at(-1)))].join(', ')}`;
  if (missing.length > 0 && !existsSync('/etc/debian_version')) {
    throw new Error(`\`npm run ${purpose}\` supports only Debian: ${byHand} with your package manager first.`);
  }
  if (programs.length > 0 && process.getuid() !== 0) {
    const first = missing.length > 0 ? `${byHand} and ` : '';
    throw new Error(`\`npm run ${purpose}\` starts a private container engine: ${first}run the command as root.`);
  }
  if (missing.length === 0) return undefined;
  announce(`apt-get update, for ${missing.join(', ')}`);
  apt(['update']);
  const chosen = [...new Set(missing.map((program) => packages[program].find(isKnown) ?? packages[program].at(-1)))];
  announce(`apt-get install ${chosen.join(' ')}`);
  withoutServices(() => apt(['install', '-y', '--no-install-recommends', ...chosen]));
  return `installed ${chosen.join(', ')}`;
}

/** Whether the program is installed. */
export function isThere(program) {
  return FOLDERS.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function postgresFolders() {
  const root = '/usr/lib/postgresql';
  return existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : [];
}

function isKnown(name) {
  return /Candidate: \d/.test(run('apt-cache', ['policy', name], { env: { ...process.env, LC_ALL: 'C' } }));
}

function apt(args) {
  run('apt-get', [...APT, ...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

/** Prevents the packages from starting their services: the sandbox starts and stops its own. */
function withoutServices(install) {
  if (existsSync(POLICY)) return install();
  // A handler delays the exit on Ctrl-C until the file is removed; apt-get receives the signal itself and exits.
  const wait = () => undefined;
  process.on('SIGINT', wait);
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    install();
  } finally {
    rmSync(POLICY);
    process.off('SIGINT', wait);
  }
}

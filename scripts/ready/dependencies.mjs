import { existsSync, readFileSync } from 'node:fs';
import { run } from './run.mjs';

const LOCK = 'package-lock.json';
/** npm's record of the installed packages. */
const INSTALLED = 'node_modules/.package-lock.json';

/**
 * Installs the npm packages if they do not match the lock file.
 *
 * @param announce called with a description of each step before it starts
 */
export function installDependencies(announce) {
  if (areInstalled()) return undefined;
  announce('npm ci, which can take some minutes');
  run('npm', ['ci', '--no-audit', '--no-fund']);
  return 'installed';
}

/** Compares contents, because a fresh checkout of an unchanged lock file has a newer date. */
function areInstalled() {
  if (!existsSync(INSTALLED)) return false;
  const [wanted, installed] = [LOCK, INSTALLED].map((file) => JSON.parse(readFileSync(file, 'utf8')).packages);
  const isAsWanted = ([path, { version, integrity, optional }]) => {
    const found = installed[path];
    return found ? found.version === version && found.integrity === integrity : optional === true;
  };
  return Object.entries(wanted)
    .filter(([path]) => path !== '')
    .every(isAsWanted);
}

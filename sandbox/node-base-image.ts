import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { basicPackages, filesOf, statusOf, withoutLinks } from './debian-files.js';
import type { Engine } from './engine.js';
import { Folder } from './folder.js';
import { outputOf } from './output-of.js';
import { followed } from './progress.js';
import { splitTag } from './registry.js';

/** An image like the official Node.js images: Debian with Node.js and npm. */
export const NODE_BASE_IMAGE = 'sandbox/node:latest';

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
/** The machine's apt sources for Debian packages. */
const APT = ['/etc/apt', '/usr/share/keyrings'];

/**
 * Builds the image from this machine's Node.js, npm and basic Debian packages, because the tests pull no images. The
 * image installs further packages from the same sources as this machine.
 */
export async function importNodeBaseImage({ api }: Engine): Promise<void> {
  const folder = new Folder('n');
  try {
    const [repo, tag] = splitTag(NODE_BASE_IMAGE);
    await followed(api, await api.importImage(fileSystem(folder), { repo, tag, changes: environment() }));
  } finally {
    folder.remove();
  }
}

/** All files as a tar stream. @param folder for files that differ from this machine's */
function fileSystem(folder: Folder): Readable {
  const packages = basicPackages();
  for (const name of ['passwd', 'group']) {
    folder.write(`own/etc/${name}`, readFileSync(`/usr/share/base-passwd/${name}.master`), 0o644);
  }
  folder.write('own/var/lib/dpkg/status', statusOf(packages), 0o644);
  // Install it at a path that every user can execute, independent of its path on this machine.
  folder.write('own/usr/bin/node', readFileSync(process.execPath), 0o755);
  for (const name of ['npm', 'npx'])
    symlinkSync(realpathSync(outputOf('which', name).trim()), folder.at('own/usr/bin', name));
  const files = new Set([...filesOf(packages), CERTIFICATES, ...APT.flatMap(below), ...librariesOfNode(), ...npm()]);
  const list = folder.write('list', [...files].map((file) => `.${file}\0`).join(''));
  const tar = spawn(
    'tar',
    [
      ...['--create', '--numeric-owner', '--no-recursion', '--directory=/', '--null', `--files-from=${list}`],
      ...[`--directory=${folder.at('own')}`, './etc/passwd', './etc/group', './var/lib/dpkg/status'],
      ...['./usr/bin/node', './usr/bin/npm', './usr/bin/npx'],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  tar.once('exit', (code) => code && tar.stdout.destroy(new Error(`tar ended with ${code}.`)));
  return tar.stdout;
}

function librariesOfNode(): string[] {
  const libraries = [...outputOf('ldd', process.execPath).matchAll(/(\/\S+) \(/g)].map(([, path]) => path!);
  return withoutLinks([...libraries, ...libraries.map((path) => realpathSync(path))]);
}

/** The directory that npm's command links point into, with its content. */
function npm(): string[] {
  return below(join(realpathSync(outputOf('which', 'npm').trim()), '../..'));
}

/** A directory and all its entries. */
function below(folder: string): string[] {
  return [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))];
}

/** Configuration with which Node.js and npm reach the package sources. */
function environment(): string {
  const variables = { NPM_CONFIG_REGISTRY: outputOf('npm', 'config', 'get', 'registry').trim() };
  const certificates = existsSync(CERTIFICATES) ? { NODE_EXTRA_CA_CERTS: CERTIFICATES } : {};
  const all = Object.entries({ ...variables, ...certificates });
  return `ENV ${all.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ')}`;
}

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Engine, Folder } from '../../sandbox/index.js';

const run = promisify(execFile);

/** A Debian system with Node.js and npm, as the images of Node.js are: made of packages, since nothing can be pulled. */
export async function importDebianBase(engine: Engine, reference: string): Promise<void> {
  const folder = new Folder('b');
  try {
    const tar = folder.at('base.tar');
    await run('mmdebstrap', [...OPTIONS, ...nodeHooks(), '', tar, ...sources()], { env: ENVIRONMENT });
    const changes = settings().flatMap(([name, value]) => ['--change', `ENV ${name}=${value}`]);
    const environment = { ...ENVIRONMENT, DOCKER_HOST: engine.host, HOME: folder.path };
    await run('docker', ['import', ...changes, tar, reference], { env: environment });
  } finally {
    folder.remove();
  }
}

const ENVIRONMENT = { PATH: process.env.PATH, LC_ALL: 'C' };
const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

/** What this machine's apt has been told, the one in the image has to know, too. */
const OPTIONS = [
  '--quiet',
  '--variant=minbase',
  '--include=ca-certificates,libstdc++6',
  '--setup-hook=mkdir -p "$1/etc/apt/apt.conf.d" && cp /etc/apt/apt.conf.d/* "$1/etc/apt/apt.conf.d/"',
];

function sources(): string[] {
  const folder = '/etc/apt/sources.list.d';
  const names = readdirSync(folder).filter((name) => /\.(sources|list)$/.test(name));
  return ['/etc/apt/sources.list', ...names.map((name) => join(folder, name))].filter((file) => existsSync(file));
}

/** Puts this machine's Node.js and npm where the images of Node.js have theirs. */
function nodeHooks(): string[] {
  const npm = dirname(dirname(realpathSync(join(dirname(process.execPath), 'npm'))));
  return [
    'mkdir -p "$1/usr/local/bin" "$1/usr/local/lib/node_modules"',
    `cp -L ${process.execPath} "$1/usr/local/bin/node"`,
    `cp -a ${npm} "$1/usr/local/lib/node_modules/npm"`,
    'ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/local/bin/npm"',
    `cp ${AUTHORITIES} "$1${AUTHORITIES}"`,
  ].map((command) => `--customize-hook=${command}`);
}

/** How this machine's npm reaches its registry. */
function settings(): [name: string, value: string][] {
  const known = ['NODE_EXTRA_CA_CERTS', 'NPM_CONFIG_REGISTRY', 'npm_config_registry'];
  return known.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
}

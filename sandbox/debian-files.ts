import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { outputOf } from './output-of.js';

const INFO = '/var/lib/dpkg/info';
/** Symbolic links of the merged /usr, which no package of Debian 12 owns. */
const MERGED = ['/bin', '/lib', '/lib32', '/lib64', '/libx32', '/sbin'];
/** Paths that Debian's slim images also omit. */
const NOT_NEEDED = /^\/usr\/share\/(doc|info|lintian|locale|man)\//;
const NOT_FOLLOWED = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map(
  (kind) => `--no-${kind}`,
);

/** The installed packages of priority `required` and apt, with all their dependencies. */
export function basicPackages(): string[] {
  const shown = outputOf('dpkg-query', '--show', '--showformat=${db:Status-Status} ${Priority} ${Package}\n');
  const installed = [...shown.matchAll(/^installed (\S+) (\S+)$/gm)].map(([, priority, name]) => ({
    priority,
    name: name!,
  }));
  const first = ['apt', ...installed.filter(({ priority }) => priority === 'required').map(({ name }) => name)];
  const tree = outputOf('apt-cache', 'depends', '--recurse', '--installed', ...NOT_FOLLOWED, ...first);
  const needed = new Set(tree.split('\n').map((line) => line.replace(/:.*/, '')));
  return installed.map(({ name }) => name).filter((name) => needed.has(name));
}

/** dpkg's entries for packages, in the format of its `status` file. */
export function statusOf(packages: readonly string[]): string {
  return outputOf('dpkg-query', '--status', ...packages);
}

/** All files of packages with their parent directories, including dpkg's metadata. */
export function filesOf(packages: readonly string[]): string[] {
  const names = new Set(packages);
  const info = readdirSync(INFO).filter((name) => names.has(name.replace(/(:\w+)?\.\w+$/, '')));
  const listed = outputOf('dpkg-query', '--listfiles', ...packages).split('\n');
  const files = listed.filter((path) => path.startsWith('/') && path !== '/.' && !NOT_NEEDED.test(path));
  return withoutLinks([...MERGED, ...files, ...['format', ...info].map((name) => join(INFO, name))]);
}

/** The existing files among them, each once, by paths without symbolic links. */
export function withoutLinks(paths: readonly string[]): string[] {
  const there = paths.filter((path) => lstatSync(path, { throwIfNoEntry: false }));
  return [...new Set(there.map((path) => join(realpathSync(dirname(path)), basename(path))))];
}

import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/** Written after each successful build; contains the start time of the build. */
const STAMP = 'dist/.built';
const SOURCES = ['apps', 'libs', 'nest-cli.json', 'package.json', 'tsconfig.json'];

const BUILT = ['shield/main.js', 'agent/main.js', 'cli/main.js', 'console/index.html'].map((file) =>
  join('dist/apps', file),
);

/**
 * Builds the applications if a source is newer than the last build.
 *
 * @param announce called with a description of each step before it starts
 */
export function buildIfOlder(announce) {
  const built = existsSync(STAMP) ? statSync(STAMP).mtimeMs : 0;
  if (BUILT.every((file) => existsSync(file)) && newest(SOURCES) <= built) return undefined;
  announce('building shield, agent, command line and console, which can take some minutes');
  const start = new Date();
  run('npm', ['run', 'build']);
  mkdirSync('dist', { recursive: true });
  writeFileSync(STAMP, '');
  utimesSync(STAMP, start, start);
  return 'done';
}

function newest(paths) {
  return Math.max(0, ...paths.map(changed));
}

/** Latest modification time below a path, in milliseconds. */
function changed(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return /[.-]spec\.ts$/.test(path) ? 0 : status.mtimeMs;
  return newest(readdirSync(path).map((name) => join(path, name)));
}

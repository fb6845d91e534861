/**
 * Writes everything that a release publishes, apart from the images, to release/: the npm package, its SBOM, the chart
 * and the notes.
 *
 * Usage: tsx scripts/release-artifacts.ts [TAG | --unreleased]
 *
 * A tag must be `v` and the version in package.json. `--unreleased` rehearses a release with the notes of unreleased
 * changes.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseNotes } from './release/notes.js';
import { checkVersion } from './release/version.js';

const ROOT = join(import.meta.dirname, '..');
const TARGET = join(ROOT, 'release');
const UNPACKED_HELM = join(ROOT, 'node_modules/.cache/helm/helm');

/** Runs a command and returns its standard output. */
function run(command: string, ...args: string[]): string {
  const { status, stdout, error } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${command} ${args[0]} failed${error ? `: ${error.message}` : ''}.`);
  return stdout;
}

function write(name: string, text: string): void {
  writeFileSync(join(TARGET, name), text);
  console.log(`release: ${name}`);
}

function writeArtifacts(argument: string | undefined): void {
  const { summary: version, problems } = checkVersion(ROOT);
  const isRehearsal = argument === '--unreleased';
  const section = isRehearsal ? 'Unreleased' : version;
  if (!isRehearsal) {
    if (argument !== undefined && argument !== `v${version}`) {
      throw new Error(`The tag is ${argument}, but the version in package.json is ${version}.`);
    }
    if (problems.length > 0) throw new Error(problems.join(' '));
  }
  const notes = releaseNotes(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), section);

  rmSync(TARGET, { recursive: true, force: true });
  for (const part of ['npm', 'sbom', 'chart']) mkdirSync(join(TARGET, part), { recursive: true });
  write('notes.md', `${notes}\n`);
  write(
    `sbom/image-factory-${version}.cdx.json`,
    run('npm', 'sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--omit', 'dev'),
  );
  const helm = existsSync(UNPACKED_HELM) ? UNPACKED_HELM : 'helm';
  run(helm, 'package', 'charts/image-factory', '--destination', join(TARGET, 'chart'));
  console.log(`release: chart/image-factory-${version}.tgz`);
  run('npm', 'pack', '--pack-destination', join(TARGET, 'npm'));
  console.log(`release: npm/image-factory-${version}.tgz`);
}

try {
  writeArtifacts(process.argv[2]);
} catch (error) {
  console.error(`release: ${(error as Error).message}`);
  process.exitCode = 1;
}

/**
 * Prints the section of a version in CHANGELOG.md, by default of the version in package.json.
 *
 * Usage: tsx scripts/release-notes.ts [VERSION | Unreleased]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseNotes } from './release/notes.js';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const { version } = JSON.parse(read('package.json')) as { version: string };

try {
  console.log(releaseNotes(read('CHANGELOG.md'), process.argv[2] ?? version));
} catch (error) {
  console.error(`release: ${(error as Error).message}`);
  process.exitCode = 1;
}

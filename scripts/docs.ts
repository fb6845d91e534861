/**
 * Generates docs/errors.md from the error catalogue and docs/configuration.md from the configuration classes; with
 * `--check` only verifies that both are up to date.
 *
 * Usage: tsx scripts/docs.ts [--check]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { configurationPage } from './docs/configuration-page.js';
import { errorPage } from './docs/error-page.js';

const ROOT = join(import.meta.dirname, '..');

const PAGES = { 'docs/errors.md': errorPage(), 'docs/configuration.md': configurationPage(ROOT) };

for (const [name, text] of Object.entries(PAGES)) {
  const file = join(ROOT, name);
  const page = await format(text, { ...(await resolveConfig(file)), filepath: file, proseWrap: 'always' });
  if (!process.argv.includes('--check')) {
    writeFileSync(file, page);
  } else if (readFileSync(file, 'utf8') !== page) {
    console.error(`${name} differs from the code that it documents: run \`npm run docs\`.`);
    process.exitCode = 1;
  }
}

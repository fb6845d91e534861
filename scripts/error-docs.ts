/**
 * Generates docs/errors.md from the error catalogue; with `--check` only verifies that the file is up to date.
 *
 * Usage: tsx scripts/error-docs.ts [--check]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CATALOGUE, type ErrorEntry } from '@image-factory/errors';
import { format, resolveConfig } from 'prettier';

const FILE = join(import.meta.dirname, '../docs/errors.md');

const HEAD = `# Errors

Every failure has a stable code. v1 answers carry it as \`error_code\` beside \`msg\`, and so does the record of a failed
save. The HTTP column is what v2 answers. v1 keeps the status of failures of the call itself: 400, 401, 403,
404 (no such route), 405, 413, 429, 500 and 503. Every other failure is a business failure, which v1 answers with the
status of success and \`success: false\`: 200 for \`query\`, \`size\` and \`status\`, 201 for \`sync\` and \`register\`,
202 for \`async\`; the calls of an agent answer 200. A v1 client reads \`success\`, never the status alone. What is marked
as retryable can succeed without anyone changing anything.

This page is made from the catalogue in \`libs/errors\` by \`npm run docs\`.

| code | HTTP | retryable | what it means | what to do |
|---|---|---|---|---|
`;

function row([code, { status, retryable, title, hint }]: [string, ErrorEntry]): string {
  return `| \`${code}\` | ${status} | ${retryable ? 'yes' : ''} | ${title} | ${hint ?? ''} |`;
}

const rows = Object.entries<ErrorEntry>(ERROR_CATALOGUE).map(row);
const page = await format(`${HEAD}${rows.join('\n')}\n`, { ...(await resolveConfig(FILE)), filepath: FILE });

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, page);
} else if (readFileSync(FILE, 'utf8') !== page) {
  console.error('docs/errors.md is not what the catalogue says: run `npm run docs`.');
  process.exitCode = 1;
}

import { ERROR_CATALOGUE, type ErrorEntry } from '@image-factory/errors';

const HEAD = `# Errors

Every failure has a stable code. v1 answers carry it as \`error_code\` beside \`msg\`, and so does the record of a failed
commit. The HTTP column is what v2 answers. v1 keeps the status of failures of the call itself: 400, 401, 403,
404 (no such route), 405, 413, 429, 500 and 503. Every other failure is a business failure, which v1 answers with the
status of success and \`success: false\`: 200 for \`query\`, \`size\` and \`status\`, 201 for \`sync\` and \`register\`,
202 for \`async\`; the calls of an agent answer 200. A v1 client reads \`success\`, never the status alone. A failure that is
marked as retryable can succeed later without any change.

\`npm run docs\` generates this page from the catalogue in \`libs/errors\`.

| code | HTTP | retryable | what it means | what to do |
|---|---|---|---|---|
`;

/** docs/errors.md: the error catalogue as a table, in Markdown. */
export function errorPage(): string {
  return `${HEAD}${Object.entries<ErrorEntry>(ERROR_CATALOGUE).map(row).join('\n')}\n`;
}

function row([code, { status, retryable, title, hint }]: [string, ErrorEntry]): string {
  return `| \`${code}\` | ${status} | ${retryable ? 'yes' : ''} | ${title} | ${hint ?? ''} |`;
}

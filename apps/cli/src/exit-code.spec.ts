import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CallFailure } from '@image-factory/client';
import { ExitCode, exitCodeOf, exitCodeOfCommit, exitCodesHelp, UsageError } from './exit-code.js';

describe('exit codes', () => {
  it.each([
    ['succeeded', 0],
    ['failed', 1],
    ['cancelled', 5],
  ] as const)('of a commit that has %s is %i', (state, code) => {
    expect(exitCodeOfCommit({ state })).toBe(code);
  });

  it('distinguish a refusal from an absent shield', () => {
    const refusal = CallFailure.of(404, { code: 'commit_not_found', title: 'No such commit', detail: 'None.' });
    expect(exitCodeOf(refusal)).toBe(3);
    expect(exitCodeOf(CallFailure.of(502, '<html>'))).toBe(4);
    expect(exitCodeOf(CallFailure.unreachable('http://127.0.0.1:1', new Error('no')))).toBe(4);
  });

  it('distinguish a usage error from an unexpected one', () => {
    expect(exitCodeOf(new UsageError('--x requires --y.'))).toBe(2);
    expect(exitCodeOf(new TypeError('x is not a function'))).toBe(70);
  });

  it('are all in the help', () => {
    const listed = [...exitCodesHelp().matchAll(/^ {2}(\d+) /gm)].map(([, code]) => Number(code));
    expect(listed).toEqual(Object.values(ExitCode));
  });

  it('are those of the table in docs/cli.md', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/cli.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `(\d+)` +\| (.+?) +\|$/gm)].map(([, code, meaning]) => [code, meaning]);
    const shown = exitCodesHelp().matchAll(/^ {2}(\d+) +(.+)$/gm);
    expect(rows.map(([code, meaning]) => [code, meaning?.replaceAll('`', '')])).toEqual(
      [...shown].map(([, code, meaning]) => [code, meaning]),
    );
  });
});

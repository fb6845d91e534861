import { describe, expect, it } from '@jest/globals';
import { CallFailure } from '@image-factory/client';
import { EXIT_CODES_HELP, ExitCode, exitCodeOfCall, exitCodeOfSave } from './exit-code.js';

describe('exit codes', () => {
  it.each([
    ['succeeded', 0],
    ['failed', 1],
    ['cancelled', 5],
  ] as const)('of a save that has %s is %i', (state, code) => {
    expect(exitCodeOfSave({ state })).toBe(code);
  });

  it('tell a refusal from a shield that is not there', () => {
    const refusal = CallFailure.of(404, { code: 'commit_not_found', title: 'No such commit', detail: 'None.' });
    expect(exitCodeOfCall(refusal)).toBe(3);
    expect(exitCodeOfCall(CallFailure.of(502, '<html>'))).toBe(4);
    expect(exitCodeOfCall(CallFailure.unreachable('http://127.0.0.1:1', new Error('no')))).toBe(4);
  });

  it('are all in the help', () => {
    const told = [...EXIT_CODES_HELP.matchAll(/^ {2}(\d+) /gm)].map(([, code]) => Number(code));
    expect(told).toEqual(Object.values(ExitCode));
  });
});

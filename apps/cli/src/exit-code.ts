import { CallFailure, type Commit } from '@image-factory/client';

/** Exit codes and their meanings, as the help and docs/cli.md show them. */
const EXIT_CODES = {
  ok: [0, 'success'],
  commitFailed: [1, 'the commit failed (--wait, --follow)'],
  usage: [2, 'invalid command line'],
  refused: [3, 'the shield refused the request'],
  unreachable: [4, 'no shield answers at the address'],
  cancelled: [5, 'the commit was cancelled (--wait, --follow)'],
  unexpected: [70, 'unexpected failure'],
  interrupted: [130, 'interrupted by Ctrl-C; the commit continues on the shield'],
} as const satisfies Record<string, readonly [code: number, meaning: string]>;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES][0];

/** The exit codes by name. */
export const ExitCode = Object.fromEntries(Object.entries(EXIT_CODES).map(([name, [code]]) => [name, code])) as {
  readonly [Name in keyof typeof EXIT_CODES]: (typeof EXIT_CODES)[Name][0];
};

/** An invalid argument or setting; the message names it and the fix in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Failure codes of the client: no server answers, or the server is not a shield. */
const NO_SHIELD: ReadonlySet<string> = new Set(['shield_unreachable', 'not_a_shield']);

/** The exit code section of `--help`. */
export function exitCodesHelp(): string {
  const lines = Object.values(EXIT_CODES).map(([code, meaning]) => `  ${String(code).padEnd(3)}  ${meaning}`);
  return ['', 'Exit codes:', ...lines].join('\n');
}

/** Exit code after waiting for the end of a commit. */
export function exitCodeOfCommit({ state }: Pick<Commit, 'state'>): ExitCode {
  if (state === 'failed') return ExitCode.commitFailed;
  return state === 'cancelled' ? ExitCode.cancelled : ExitCode.ok;
}

/** Exit code for an error. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CallFailure) return NO_SHIELD.has(error.problem.code) ? ExitCode.unreachable : ExitCode.refused;
  return error instanceof UsageError ? ExitCode.usage : ExitCode.unexpected;
}

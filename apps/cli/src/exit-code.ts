import type { CallFailure, Commit } from '@image-factory/client';

/** Exit codes of the command, for scripts. */
export const ExitCode = {
  ok: 0,
  saveFailed: 1,
  usage: 2,
  refused: 3,
  unreachable: 4,
  cancelled: 5,
  unexpected: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The exit code section of `--help`. */
export const EXIT_CODES_HELP = `
Exit codes:
  0    done
  1    the save has failed (--wait, --follow)
  2    the command line is not right
  3    refused by the shield
  4    the shield does not answer
  5    the save was cancelled (--wait, --follow)
  70   something unexpected
  130  ended by Ctrl-C; a save goes on without it`;

/** Failures that do not come from the shield. */
const NO_SHIELD: ReadonlySet<string> = new Set(['shield_unreachable', 'not_a_shield']);

/** Exit code after waiting for the end of a commit. */
export function exitCodeOfSave({ state }: Pick<Commit, 'state'>): ExitCode {
  if (state === 'failed') return ExitCode.saveFailed;
  return state === 'cancelled' ? ExitCode.cancelled : ExitCode.ok;
}

/** Exit code for a failed call. */
export function exitCodeOfCall({ problem: { code } }: Pick<CallFailure, 'problem'>): ExitCode {
  return NO_SHIELD.has(code) ? ExitCode.unreachable : ExitCode.refused;
}

import type { Commit } from '@image-factory/client';
import { type ExitCode, exitCodeOfSave } from '../exit-code.js';
import type { Session } from '../session.js';
import { successLine } from '../view/commit-sheet.js';
import { failureText } from '../view/failure-text.js';

/** Reports the end of a commit and returns the exit code for it. */
export function toldEnd(session: Session, commit: Commit): ExitCode {
  const { state, error, message, cancelled_by: by } = commit;
  if (state === 'succeeded' && !session.json) session.terminal.stdout.write(`${successLine(commit)}\n`);
  if (state === 'failed')
    session.tell(failureText(error ?? { code: 'unknown', title: 'The save has failed', detail: message }));
  if (state === 'cancelled') {
    session.tell(
      failureText({
        code: state,
        title: 'The save was cancelled',
        detail: by ? `It was cancelled by ${by}.` : message,
      }),
    );
  }
  return exitCodeOfSave(commit);
}

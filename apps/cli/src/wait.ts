import type { Commit } from '@image-factory/client';
import type { Retry } from '@image-factory/resilience';
import { ExitCode, exitCodeOfCommit } from './exit-code.js';
import { follow } from './follow.js';
import type { Session } from './session.js';
import { successLine } from './view/commit-sheet.js';
import { failureText } from './view/failure-text.js';
import { progressView } from './view/progress-view.js';

/**
 * Shows the progress of a commit until it has ended.
 *
 * @param commit its current state
 * @param interrupted message for the case that this process ends before the commit does
 * @returns the ended commit
 */
export async function waitForEnd(session: Session, commit: Commit, interrupted: string): Promise<Commit> {
  const view = progressView(session.terminal.stdout, session.json);
  const printBelow = (message: string) => {
    view.clear();
    session.printMessage(message);
  };
  const restoreInterrupt = onInterrupt(() => printBelow(interrupted));
  let last = commit;
  view.show(last);
  try {
    if (last.ended_at !== undefined) return last;
    const onRetry = (retry: Retry) => printBelow(`Connection to the shield lost, ${retry.toString()}.`);
    for await (last of follow(session.access, commit.id, { onRetry })) view.show(last);
    view.clear();
    return last;
  } catch (error) {
    printBelow(interrupted);
    throw error;
  } finally {
    restoreInterrupt();
  }
}

/** Prints the end of a commit and returns the exit code for it. */
export function printEnd(session: Session, commit: Commit): ExitCode {
  const { state, error, message, cancelled_by: by } = commit;
  if (state === 'succeeded') {
    session.printText(successLine(commit));
  } else if (state === 'cancelled') {
    const detail = by ? `Cancelled by ${by}.` : message;
    session.printMessage(failureText({ code: state, title: 'The commit was cancelled', detail }));
  } else {
    session.printMessage(failureText(error ?? { code: 'unknown', title: 'The commit failed', detail: message }));
  }
  return exitCodeOfCommit(commit);
}

/**
 * Makes Ctrl-C print a message about the commit before it ends the process.
 * @returns a function that restores the default behaviour of Ctrl-C
 */
function onInterrupt(print: () => void): () => void {
  const end = () => {
    print();
    process.exit(ExitCode.interrupted);
  };
  process.once('SIGINT', end);
  return () => process.off('SIGINT', end);
}

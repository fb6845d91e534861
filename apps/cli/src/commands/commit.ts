import { answered } from '@image-factory/client';
import type { Command } from 'commander';
import { commitId } from '../arguments.js';
import { ExitCode } from '../exit-code.js';
import type { Run, Session } from '../session.js';
import { commitSheet } from '../view/commit-sheet.js';
import { printEnd, waitForEnd } from '../wait.js';

interface ShowOptions {
  readonly follow?: true;
}

/** Adds `factory show`. */
export function addShow(program: Command, run: Run): void {
  program
    .command('show')
    .description('Show a commit')
    .argument('<ID>', 'id of the commit', commitId)
    .option('--follow', 'show the progress until the commit ends')
    .action(run(show));
}

async function show(session: Session, id: string, { follow }: ShowOptions): Promise<ExitCode | void> {
  const commit = await answered(session.calls.GET('/v2/commits/{id}', { params: { path: { id } } }), 'id');
  if (!follow) return session.printResult(commit, commitSheet);
  return printEnd(session, await waitForEnd(session, commit, 'The commit continues.'));
}

interface CancelOptions {
  readonly by?: string;
  readonly wait?: true;
}

/** Adds `factory cancel`. */
export function addCancel(program: Command, run: Run): void {
  program
    .command('cancel')
    .description('Cancel a commit')
    .argument('<ID>', 'id of the commit', commitId)
    .option('--by <name>', 'name of the person who cancels, for the record')
    .option('--wait', 'wait until the commit ends')
    .action(run(cancel));
}

async function cancel(session: Session, id: string, { by, wait }: CancelOptions): Promise<ExitCode | void> {
  const request = session.calls.POST('/v2/commits/{id}/cancel', { params: { path: { id } }, body: { by } });
  const commit = await answered(request, 'id');
  if (!wait) {
    return session.printResult(commit, ({ state }) => (state === 'cancelled' ? state : `${state}: cancel requested`));
  }
  const interrupted = `The commit is still being cancelled. To check it: factory show ${id}`;
  const ended = await waitForEnd(session, commit, interrupted);
  if (ended.state !== 'cancelled') return printEnd(session, ended);
  session.printText(ended.state);
  return ExitCode.ok;
}

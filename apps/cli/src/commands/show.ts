import { answered } from '@image-factory/client';
import type { Command } from 'commander';
import { commitId } from '../arguments.js';
import type { ExitCode } from '../exit-code.js';
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

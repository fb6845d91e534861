import { answered } from '@image-factory/client';
import { commitId } from '../arguments/commit-id.js';
import type { ExitCode } from '../exit-code.js';
import type { FactoryCommand } from '../factory-command.js';
import { toldEnd } from '../following/told-end.js';
import { untilEnded } from '../following/until-ended.js';
import type { Session } from '../session.js';
import { commitSheet } from '../view/commit-sheet.js';

interface ShowOptions {
  readonly follow?: true;
}

/** `factory show`. */
export function addShow(factory: FactoryCommand): void {
  factory
    .add('show', 'Show how a save stands')
    .argument('<ID>', 'id of the save', commitId)
    .option('--follow', 'go on until it has ended, and show how far it is')
    .action(factory.runs(show));
}

async function show(session: Session, id: string, { follow }: ShowOptions): Promise<ExitCode | void> {
  const commit = await answered(session.calls.GET('/v2/commits/{id}', { params: { path: { id } } }));
  if (!follow) return session.show(commit, commitSheet);
  return toldEnd(session, await untilEnded(session, commit, 'The save goes on.'));
}

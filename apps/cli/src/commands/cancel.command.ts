import { answered } from '@image-factory/client';
import { commitId } from '../arguments/commit-id.js';
import { ExitCode } from '../exit-code.js';
import type { FactoryCommand } from '../factory-command.js';
import { toldEnd } from '../following/told-end.js';
import { untilEnded } from '../following/until-ended.js';
import type { Session } from '../session.js';

interface CancelOptions {
  readonly by?: string;
  readonly wait?: true;
}

/** `factory cancel`. */
export function addCancel(factory: FactoryCommand): void {
  factory
    .add('cancel', 'Cancel a save')
    .argument('<ID>', 'id of the save', commitId)
    .option('--by <name>', 'who cancels, in words: the record tells it')
    .option('--wait', 'wait until it has ended')
    .action(factory.runs(cancel));
}

async function cancel(session: Session, id: string, { by, wait }: CancelOptions): Promise<ExitCode | void> {
  const asked = await answered(
    session.calls.POST('/v2/commits/{id}/cancel', { params: { path: { id } }, body: { by } }),
  );
  if (!wait) {
    return session.show(asked, ({ state }) => (state === 'cancelled' ? state : `${state}: it is being cancelled`));
  }
  const ended = await untilEnded(session, asked, `It is being cancelled all the same: factory show ${id}`);
  if (ended.state !== 'cancelled') return toldEnd(session, ended);
  if (!session.json) session.terminal.stdout.write(`${ended.state}\n`);
  return ExitCode.ok;
}

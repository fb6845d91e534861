import { type Agent, answered } from '@image-factory/client';
import type { Command } from 'commander';
import type { Run, Session } from '../session.js';
import { type Column, table } from '../view/table.js';
import { age } from '../view/text.js';

const COLUMNS: readonly Column<Agent>[] = [
  ['IP', ({ ip }) => ip],
  ['STATE', ({ online }) => (online ? 'online' : 'offline')],
  ['RUNNING', ({ running }) => running],
  ['QUEUED', ({ queued }) => queued],
  ['VERSION', ({ version }) => version],
  ['SEEN', ({ seen_at: seen }) => age(seen)],
  ['AGENT', ({ address }) => address],
];

/** Adds `factory nodes`. */
export function addNodes(program: Command, run: Run): void {
  program.command('nodes').description('List the nodes').action(run(nodes));
}

async function nodes(session: Session): Promise<void> {
  const list = await answered(session.calls.GET('/v2/agents'), 'items');
  session.printResult(list, ({ items }) => table(COLUMNS, items));
}

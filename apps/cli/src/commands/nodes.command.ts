import { type Agent, answered } from '@image-factory/client';
import type { FactoryCommand } from '../factory-command.js';
import type { Session } from '../session.js';
import { age } from '../view/duration.js';
import { type Column, table } from '../view/table.js';

const COLUMNS: readonly Column<Agent>[] = [
  ['IP', ({ ip }) => ip],
  ['STATE', ({ online }) => (online ? 'online' : 'offline')],
  ['RUNNING', ({ running }) => running],
  ['QUEUED', ({ queued }) => queued],
  ['VERSION', ({ version }) => version],
  ['SEEN', ({ seen_at: seen }) => age(seen)],
  ['AGENT', ({ address }) => address],
];

/** `factory nodes`. */
export function addNodes(factory: FactoryCommand): void {
  factory.add('nodes', 'List the nodes').action(factory.runs(nodes));
}

async function nodes(session: Session): Promise<void> {
  session.show(await answered(session.calls.GET('/v2/agents')), ({ items }) => table(COLUMNS, items));
}

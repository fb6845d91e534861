import { answered, type Container } from '@image-factory/client';
import { nodeAddress } from '../arguments/node-address.js';
import type { FactoryCommand } from '../factory-command.js';
import type { Session } from '../session.js';
import { type Column, table } from '../view/table.js';

/** Length of the short id in `docker ps`, in characters. */
const SHORT_ID = 12;

const COLUMNS: readonly Column<Container>[] = [
  ['CONTAINER', ({ name }) => name],
  ['ID', ({ id }) => id.slice(0, SHORT_ID)],
  ['IMAGE', ({ image }) => image],
  ['STATUS', ({ status }) => status],
];

/** `factory containers`. */
export function addContainers(factory: FactoryCommand): void {
  factory
    .add('containers', 'List the containers of a node')
    .argument('<IP>', 'address of the node', nodeAddress)
    .action(factory.runs(containers));
}

async function containers(session: Session, ip: string): Promise<void> {
  const list = await answered(session.calls.GET('/v2/agents/{ip}/containers', { params: { path: { ip } } }));
  session.show(list, ({ items }) => table(COLUMNS, items));
}

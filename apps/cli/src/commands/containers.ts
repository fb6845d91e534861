import { answered, type Container } from '@image-factory/client';
import type { Command } from 'commander';
import { nodeAddress } from '../arguments.js';
import type { Run, Session } from '../session.js';
import { type Column, table } from '../view/table.js';

/** Length of the short id in `docker ps`, in characters. */
const SHORT_ID_LENGTH = 12;

const COLUMNS: readonly Column<Container>[] = [
  ['CONTAINER', ({ name }) => name],
  ['ID', ({ id }) => id.slice(0, SHORT_ID_LENGTH)],
  ['IMAGE', ({ image }) => image],
  ['STATUS', ({ status }) => status],
];

/** Adds `factory containers`. */
export function addContainers(program: Command, run: Run): void {
  program
    .command('containers')
    .description('List the containers of a node')
    .argument('<IP>', 'address of the node', nodeAddress)
    .action(run(containers));
}

async function containers(session: Session, ip: string): Promise<void> {
  const call = session.calls.GET('/v2/agents/{ip}/containers', { params: { path: { ip } } });
  session.printResult(await answered(call, 'items'), ({ items }) => table(COLUMNS, items));
}

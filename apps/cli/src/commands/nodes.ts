import { type Agent, answered, type Container } from '@image-factory/client';
import type { Command } from 'commander';
import { type ContainerPath, containerPath, nodeAddress } from '../arguments.js';
import type { Run, Session } from '../session.js';
import { previewSheet } from '../view/preview-sheet.js';
import { age, type Column, table } from '../view/text.js';

/** Length of the short id in `docker ps`, in characters. */
const SHORT_ID_LENGTH = 12;

const NODE_COLUMNS: readonly Column<Agent>[] = [
  ['IP', ({ ip }) => ip],
  ['STATE', ({ online }) => (online ? 'online' : 'offline')],
  ['RUNNING', ({ running }) => running],
  ['QUEUED', ({ queued }) => queued],
  ['VERSION', ({ version }) => version],
  ['SEEN', ({ seen_at: seen }) => age(seen)],
  ['AGENT', ({ address }) => address],
];

const CONTAINER_COLUMNS: readonly Column<Container>[] = [
  ['CONTAINER', ({ name }) => name],
  ['ID', ({ id }) => id.slice(0, SHORT_ID_LENGTH)],
  ['IMAGE', ({ image }) => image],
  ['STATUS', ({ status }) => status],
];

/** Adds `factory nodes`, `factory containers` and `factory preview`. */
export function addNodeCommands(program: Command, run: Run): void {
  program.command('nodes').description('List the nodes').action(run(nodes));
  program
    .command('containers')
    .description('List the containers of a node')
    .argument('<IP>', 'address of the node', nodeAddress)
    .action(run(containers));
  program
    .command('preview')
    .description('Preview a commit: its size, secrets, and what it cannot contain')
    .argument('<IP/CONTAINER>', 'node address, and id or name of the container', containerPath)
    .action(run(preview));
}

async function nodes(session: Session): Promise<void> {
  const call = session.calls.GET('/v2/agents');
  session.printResult(await answered(call, 'items'), ({ items }) => table(NODE_COLUMNS, items));
}

async function containers(session: Session, ip: string): Promise<void> {
  const call = session.calls.GET('/v2/agents/{ip}/containers', { params: { path: { ip } } });
  session.printResult(await answered(call, 'items'), ({ items }) => table(CONTAINER_COLUMNS, items));
}

async function preview(session: Session, path: ContainerPath): Promise<void> {
  const call = session.calls.GET('/v2/agents/{ip}/containers/{container}/preview', { params: { path } });
  session.printResult(await answered(call, 'layer'), previewSheet);
}

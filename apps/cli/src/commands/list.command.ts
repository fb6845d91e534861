import type { Commit, CommitState } from '@image-factory/client';
import { Option } from 'commander';
import { states } from '../arguments/states.js';
import { wholeNumber } from '../arguments/whole-number.js';
import { type CommitFilter, commitsUpTo } from '../listing/commits-up-to.js';
import type { FactoryCommand } from '../factory-command.js';
import type { Session } from '../session.js';
import { age } from '../view/duration.js';
import { type Column, table } from '../view/table.js';

/** Default number of listed commits. */
const DEFAULT_LIMIT = 50;

const COLUMNS: readonly Column<Commit>[] = [
  ['ID', ({ id }) => id],
  ['STATE', ({ state, progress }) => (progress?.percent === undefined ? state : `${state} ${progress.percent} %`)],
  ['NODE', ({ ip }) => ip],
  ['CONTAINER', ({ container }) => container],
  ['IMAGE', ({ image }) => image],
  ['AUTHOR', ({ author }) => author],
  ['ACCEPTED', ({ accepted_at: accepted }) => age(accepted)],
];

interface ListOptions extends Omit<CommitFilter, 'status'> {
  readonly state?: CommitState[];
  readonly limit: number;
  readonly all?: true;
}

/** `factory ls`. */
export function addList(factory: FactoryCommand): void {
  factory
    .add('ls', 'List saves, newest first')
    .option('--ip <ip>', 'of this node')
    .option('--container <container>', 'of this container, as it was named in the order')
    .option('--state <states>', 'in one of these states, comma separated', states)
    .option('--image <start>', 'whose image reference begins so')
    .option('--author <name>', 'of this author')
    .option('--limit <number>', 'so many at most', wholeNumber, DEFAULT_LIMIT)
    .addOption(new Option('--all', 'all of them').conflicts('limit'))
    .action(factory.runs(list));
}

async function list(session: Session, { state: status, limit, all, ...rest }: ListOptions): Promise<void> {
  const { ip, container, image, author } = rest;
  const page = await commitsUpTo(all ? Infinity : limit, session.calls, { ip, container, image, author, status });
  session.show(page, ({ items }) => table(COLUMNS, items));
  if (page.next_cursor !== undefined && !session.json) session.tell('There are more: --limit or --all shows them.');
}

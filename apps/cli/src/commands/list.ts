import { answered, type Commit, type CommitPage, type CommitState, type ShieldCalls } from '@image-factory/client';
import { type Command, Option } from 'commander';
import { states, wholeNumber } from '../arguments.js';
import type { Run, Session } from '../session.js';
import { age, type Column, table } from '../view/text.js';

/** Default number of listed commits. */
const DEFAULT_LIMIT = 50;

/** Maximum page size of the shield's commit list. */
const MAX_PAGE_SIZE = 500;

const COLUMNS: readonly Column<Commit>[] = [
  ['ID', ({ id }) => id],
  ['STATE', ({ state, progress }) => (progress?.percent === undefined ? state : `${state} ${progress.percent} %`)],
  ['NODE', ({ ip }) => ip],
  ['CONTAINER', ({ container }) => container],
  ['IMAGE', ({ image }) => image],
  ['AUTHOR', ({ author }) => author],
  ['ACCEPTED', ({ accepted_at: accepted }) => age(accepted)],
];

interface CommitFilter {
  readonly ip?: string;
  readonly container?: string;
  readonly image?: string;
  readonly author?: string;
  readonly status?: CommitState[];
}

interface ListOptions extends Omit<CommitFilter, 'status'> {
  readonly state?: CommitState[];
  readonly limit: number;
  readonly all?: true;
}

/** Adds `factory ls`. */
export function addList(program: Command, run: Run): void {
  program
    .command('ls')
    .description('List commits, newest first')
    .option('--ip <ip>', 'only commits of this node')
    .option('--container <container>', 'only commits of this container, as named in the request')
    .option('--state <states>', 'only commits in these states, comma-separated', states)
    .option('--image <prefix>', 'only commits whose image reference starts with this prefix')
    .option('--author <name>', 'only commits of this author')
    .option('--limit <number>', 'maximum number of commits', wholeNumber, DEFAULT_LIMIT)
    .addOption(new Option('--all', 'list all commits').conflicts('limit'))
    .action(run(list));
}

async function list(session: Session, { state: status, limit, all, ...rest }: ListOptions): Promise<void> {
  const { ip, container, image, author } = rest;
  const filter = { ip, container, image, author, status };
  const page = await commitsUpTo(all ? Infinity : limit, session.calls, filter);
  session.printResult(page, ({ items }) => table(COLUMNS, items));
  if (page.next_cursor !== undefined && !session.json) {
    session.printMessage('More commits match: use --limit or --all.');
  }
}

/** Lists commits up to a limit, newest first, across pages. */
async function commitsUpTo(limit: number, calls: ShieldCalls, filter: CommitFilter): Promise<CommitPage> {
  const items: CommitPage['items'] = [];
  let cursor: string | undefined;
  do {
    const query = { ...filter, limit: Math.min(MAX_PAGE_SIZE, limit - items.length), cursor };
    const page = await answered(calls.GET('/v2/commits', { params: { query } }), 'items');
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== undefined && items.length < limit);
  return { items, next_cursor: cursor };
}

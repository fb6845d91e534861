import { answered, type CommitPage, type CommitState, type ShieldCalls } from '@image-factory/client';

/** Maximum page size of the shield's commit list. */
const LARGEST_PAGE = 500;

/** Filters for the list. */
export interface CommitFilter {
  readonly ip?: string;
  readonly container?: string;
  readonly image?: string;
  readonly author?: string;
  readonly status?: CommitState[];
}

/** Lists commits up to a limit, newest first, across pages. */
export async function commitsUpTo(most: number, calls: ShieldCalls, filter: CommitFilter): Promise<CommitPage> {
  const items: CommitPage['items'] = [];
  let cursor: string | undefined;
  do {
    const limit = Math.min(LARGEST_PAGE, most - items.length);
    const page = await answered(calls.GET('/v2/commits', { params: { query: { ...filter, limit, cursor } } }));
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== undefined && items.length < most);
  return { items, next_cursor: cursor };
}

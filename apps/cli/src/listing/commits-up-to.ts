import { answered, type CommitPage, type CommitState, type ShieldCalls } from '@image-factory/client';

/** How many saves the shield gives at once at most. */
const LARGEST_PAGE = 500;

/** Which saves are meant. */
export interface CommitFilter {
  readonly ip?: string;
  readonly container?: string;
  readonly image?: string;
  readonly author?: string;
  readonly status?: CommitState[];
}

/** So many saves at most, newest first, over as many pages as that takes. */
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

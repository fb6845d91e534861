/** State filters of the commit list, as users name them. */
export const STATE_FILTERS = ['underway', 'succeeded', 'failed', 'cancelled'] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];

/** Filter of the commit list; empty fields match everything. */
export interface CommitFilter {
  readonly states: readonly StateFilter[];
  readonly ip: string;
  readonly container: string;
  readonly image: string;
  readonly author: string;
}

/** The filter that matches every commit. */
export const NO_FILTER: CommitFilter = { states: [], ip: '', container: '', image: '', author: '' };

/** Earlier name of the page `commits`, in old links. */
const OLD_NAME = 'saves';

/** A view of the console. */
export type Route =
  | { readonly page: 'nodes'; readonly ip?: string }
  | { readonly page: 'commits'; readonly filter: CommitFilter }
  | { readonly page: 'commit'; readonly id: string }
  | { readonly page: 'nowhere' };

/** Parses the fragment of an address. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [page, part, ...rest] = path.split('/').map(decoded);
  if (rest.length > 0) return { page: 'nowhere' };
  if (page === '') return { page: 'nodes' };
  if (page === 'nodes') return { page: 'nodes', ip: part || undefined };
  if (page === 'commits' || page === OLD_NAME)
    return part ? { page: 'commit', id: part } : { page: 'commits', filter: filterOf(query) };
  return { page: 'nowhere' };
}

/** Address of a route. */
export function addressOf(route: Exclude<Route, { page: 'nowhere' }>): string {
  switch (route.page) {
    case 'nodes':
      return route.ip === undefined ? '#/' : `#/nodes/${encodeURIComponent(route.ip)}`;
    case 'commits':
      return `#/commits${queryOf(route.filter)}`;
    case 'commit':
      return `#/commits/${encodeURIComponent(route.id)}`;
  }
}

/** Whether a filter restricts the list. */
export function isNarrow(filter: CommitFilter): boolean {
  return queryOf(filter) !== '';
}

function filterOf(query: string): CommitFilter {
  const given = new URLSearchParams(query);
  const of = (name: string) => given.get(name) ?? '';
  const states = of('state').split(',');
  return {
    states: STATE_FILTERS.filter((state) => states.includes(state)),
    ip: of('node'),
    container: of('container'),
    image: of('image'),
    author: of('author'),
  };
}

function queryOf({ states, ip, container, image, author }: CommitFilter): string {
  const pairs = Object.entries({ state: states.join(','), node: ip, container, image, author });
  const query = new URLSearchParams(pairs.filter(([, value]) => value !== '')).toString();
  return query && `?${query}`;
}

/** A fragment typed by a user may contain a lone %. */
function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}

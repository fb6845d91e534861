/** State filters of the commit list, as users name them. */
export const STATE_FILTERS = ['underway', 'succeeded', 'failed', 'cancelled'] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];

/** Filter of the commit list; empty fields match everything. */
export interface SaveFilter {
  readonly states: readonly StateFilter[];
  readonly ip: string;
  readonly container: string;
  readonly image: string;
  readonly author: string;
}

/** The filter that matches every commit. */
export const NO_FILTER: SaveFilter = { states: [], ip: '', container: '', image: '', author: '' };

/** A view of the console. */
export type Route =
  | { readonly page: 'nodes'; readonly ip?: string }
  | { readonly page: 'saves'; readonly filter: SaveFilter }
  | { readonly page: 'save'; readonly id: string }
  | { readonly page: 'nowhere' };

/** Parses the fragment of an address. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [page, part, ...rest] = path.split('/').map(decoded);
  if (rest.length > 0) return { page: 'nowhere' };
  if (page === '') return { page: 'nodes' };
  if (page === 'nodes') return { page: 'nodes', ip: part || undefined };
  if (page === 'saves') return part ? { page: 'save', id: part } : { page: 'saves', filter: filterOf(query) };
  return { page: 'nowhere' };
}

/** Address of a route. */
export function addressOf(route: Exclude<Route, { page: 'nowhere' }>): string {
  switch (route.page) {
    case 'nodes':
      return route.ip === undefined ? '#/' : `#/nodes/${encodeURIComponent(route.ip)}`;
    case 'saves':
      return `#/saves${queryOf(route.filter)}`;
    case 'save':
      return `#/saves/${encodeURIComponent(route.id)}`;
  }
}

/** Whether a filter restricts the list. */
export function isNarrow(filter: SaveFilter): boolean {
  return queryOf(filter) !== '';
}

function filterOf(query: string): SaveFilter {
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

function queryOf({ states, ip, container, image, author }: SaveFilter): string {
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

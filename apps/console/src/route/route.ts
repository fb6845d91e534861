/** The states that the list of saves can be narrowed to, as a person names them. */
export const STATE_FILTERS = ['underway', 'succeeded', 'failed', 'cancelled'] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];

/** What the list of saves is narrowed to; what is empty does not matter. */
export interface SaveFilter {
  readonly states: readonly StateFilter[];
  readonly ip: string;
  readonly container: string;
  readonly image: string;
  readonly author: string;
}

/** Every save. */
export const NO_FILTER: SaveFilter = { states: [], ip: '', container: '', image: '', author: '' };

/** What the page shows. */
export type Route =
  | { readonly page: 'nodes'; readonly ip?: string }
  | { readonly page: 'saves'; readonly filter: SaveFilter }
  | { readonly page: 'save'; readonly id: string }
  | { readonly page: 'nowhere' };

/** What the part of an address behind its # asks for. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [page, part, ...rest] = path.split('/').map(decoded);
  if (rest.length > 0) return { page: 'nowhere' };
  if (page === '') return { page: 'nodes' };
  if (page === 'nodes') return { page: 'nodes', ip: part || undefined };
  if (page === 'saves') return part ? { page: 'save', id: part } : { page: 'saves', filter: filterOf(query) };
  return { page: 'nowhere' };
}

/** The address of what is to be shown. */
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

/** Whether a filter leaves anything out. */
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

/** A piece of an address that a person has written may hold a lone %. */
function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}

import { signal } from '@preact/signals';
import { addressOf, type Route, routeOf } from './route.js';

/** The current route; Back and Forward of the browser change it too. */
export const place = signal<Route>(arrival());

addEventListener('hashchange', () => (place.value = arrival()));

/** Navigates to another route. */
export function goTo(route: Exclude<Route, { page: 'nowhere' }>): void {
  location.hash = addressOf(route);
}

/** Replaces the current route, without a new history entry. */
export function turnTo(route: Exclude<Route, { page: 'nowhere' }>): void {
  history.replaceState(null, '', addressOf(route));
  place.value = routeOf(location.hash);
}

/** The route of the address; an old link gets the current address of its page. */
function arrival(): Route {
  const route = routeOf(location.hash);
  if (route.page === 'commits' || route.page === 'commit') history.replaceState(null, '', addressOf(route));
  return route;
}

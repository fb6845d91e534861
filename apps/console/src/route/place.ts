import { signal } from '@preact/signals';
import { addressOf, type Route, routeOf } from './route.js';

/** What the page shows now; Back and Forward of the browser change it too. */
export const place = signal<Route>(routeOf(location.hash));

addEventListener('hashchange', () => (place.value = routeOf(location.hash)));

/** Shows something else. */
export function goTo(route: Exclude<Route, { page: 'nowhere' }>): void {
  location.hash = addressOf(route);
}

/** Shows the same a little differently: Back does not come by here. */
export function turnTo(route: Exclude<Route, { page: 'nowhere' }>): void {
  history.replaceState(null, '', addressOf(route));
  place.value = routeOf(location.hash);
}

import { describe, expect, it } from '@jest/globals';
import { addressOf, isNarrow, NO_FILTER, type Route, routeOf } from './route.js';

describe('routeOf', () => {
  it.each<[string, Route]>([
    ['', { page: 'nodes' }],
    ['#/', { page: 'nodes' }],
    ['#/nodes/127.0.0.2', { page: 'nodes', ip: '127.0.0.2' }],
    ['#/commits', { page: 'commits', filter: NO_FILTER }],
    ['#/commits/%', { page: 'commit', id: '%' }],
    ['#/commits?state=failed,made-up', { page: 'commits', filter: { ...NO_FILTER, states: ['failed'] } }],
    ['#/saves/1', { page: 'commit', id: '1' }],
    ['#/saves?author=alice', { page: 'commits', filter: { ...NO_FILTER, author: 'alice' } }],
    ['#/elsewhere', { page: 'nowhere' }],
    ['#/nodes/a/b', { page: 'nowhere' }],
  ])('parses %s', (hash, route) => {
    expect(routeOf(hash)).toEqual(route);
  });

  it.each<Exclude<Route, { page: 'nowhere' }>>([
    { page: 'nodes' },
    { page: 'nodes', ip: 'fe80::1%eth0' },
    { page: 'commit', id: 'a/b?c' },
    { page: 'commits', filter: NO_FILTER },
    {
      page: 'commits',
      filter: { states: ['underway', 'failed'], ip: '::1', container: 'a&b', image: 'r:5/x y', author: 'ä=?' },
    },
  ])('parses the result of addressOf: %j', (route) => {
    expect(routeOf(addressOf(route))).toEqual(route);
  });
});

describe('isNarrow', () => {
  it('reports whether a filter excludes anything', () => {
    expect(isNarrow(NO_FILTER)).toBe(false);
    expect(isNarrow({ ...NO_FILTER, author: 'alice' })).toBe(true);
  });
});

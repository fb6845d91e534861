import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request, type RequestOptions } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ShieldProcess } from '../sandbox/shield-process.js';
import { until } from '../sandbox/until.js';
import { FirstGenerationAgent } from './peers/first-generation-agent.js';

const IP = '127.0.0.27';
const TOKEN = { authorization: 'Bearer right' };
const TRACE = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;

/** A query; by default a GET with a valid token. `<queued>`, `<next>`, `<ended>` are ids of commits. */
interface Query {
  readonly base?: string;
  readonly parameters?: string;
  readonly method?: string;
  readonly headers?: RequestOptions['headers'];
  readonly body?: string;
}

const withHeaders = (headers: Record<string, string>): Query => ({ headers: { ...TOKEN, ...headers } });
const withId = (id: string): Query => ({ parameters: `?transaction_id=${id}` });

/** Requests that the fast path answers. */
const FAST: Record<string, Query> = {
  'a running commit': withId('<running>'),
  'a queued commit': withId('<queued>'),
  'the second commit in the queue of its node': withId('<next>'),
  'an ended commit': withId('<ended>'),
  'an unknown id': withId('01930000-0000-7000-8000-00000000dead'),
  'an unknown id with a percent escape': withId('no%20such%2Fcommit'),
  'an unknown id with a plus sign': withId('no+such+commit'),
  'an unknown id outside of ASCII': withId(encodeURIComponent('容器-é-🐳')),
  'an id with an invalid percent escape': withId('a%zzb'),
  'an id with markup': withId('%3Cscript%3E'),
  'an id of the maximum length': withId('x'.repeat(300)),
  'a parameter that v1 ignores': withId('<queued>&verbose=1'),
  'a parameter before the id': { parameters: '?verbose=1&transaction_id=<queued>' },
  'the base path': { base: '/image-factory' },
  'a page of another site': withHeaders({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }),
  'an Origin of the same host': withHeaders({ 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1' }),
  'a caller that accepts gzip': withHeaders({ 'accept-encoding': 'gzip, br' }),
  'a caller that accepts only HTML': withHeaders({ accept: 'text/html' }),
  'a conditional request': withHeaders({ 'if-none-match': '*', 'if-modified-since': new Date().toUTCString() }),
  'a request id': withHeaders({ 'x-request-id': 'r-1' }),
  'an invalid request id': withHeaders({ 'x-request-id': 'not valid' }),
  'a trace': withHeaders({ traceparent: TRACE }),
  'a lower-case token scheme': withHeaders({ authorization: 'bearer  right ' }),
  'the second token': withHeaders({ authorization: 'Bearer other' }),
};

/** Requests that the fast path leaves to the route. */
const PASSED: Record<string, Query> = {
  'no token': { headers: {} },
  'a wrong token': { headers: { authorization: 'Bearer wrong' } },
  'no id': { parameters: '' },
  'an empty id': withId(''),
  'an id that is too long': withId('x'.repeat(301)),
  'the id twice': withId('<queued>&transaction_id=<ended>'),
  'the id as a list': { parameters: '?transaction_id[]=<queued>' },
  HEAD: { method: 'HEAD' },
  OPTIONS: { method: 'OPTIONS' },
  POST: { method: 'POST', body: '{}' },
  'POST with a malformed body': { method: 'POST', body: '{' },
  DELETE: { method: 'DELETE' },
  'a JSON body': { ...withHeaders({ 'content-type': 'application/json' }), body: '{"a":1}' },
  'a malformed body': { ...withHeaders({ 'content-type': 'application/json' }), body: '{' },
  'a body of another type': { ...withHeaders({ 'content-type': 'text/plain' }), body: 'plain' },
  'a body over the limit': {
    ...withHeaders({ 'content-type': 'application/json' }),
    body: `"${'x'.repeat(1_100_000)}"`,
  },
};

/**
 * Each request goes both ways: the route takes a trailing slash, which the fast path does not. Answers of the route have
 * `X-Request-Id`, those of the fast path have not.
 */
describe('a query', () => {
  const ids = new Map<string, string>();
  let shield: ShieldProcess;
  let agent: FirstGenerationAgent;

  beforeAll(async () => {
    const configuration = { api_token: 'right,other', base_path: '/image-factory', max_commits_per_node: 1 };
    shield = await ShieldProcess.start({ configuration });
    // The peer never ends a commit, so that the others stay queued.
    agent = await FirstGenerationAgent.start(shield, IP);
    await agent.register(IP);
    for (const name of ['running', 'ended', 'queued', 'next']) ids.set(`<${name}>`, await post(name));
    await until('the commit to be dispatched', 10, () => agent.orders.length === 1);
    await shield.client.cancel(ids.get('<ended>')!);
  });

  afterAll(async () => {
    await agent?.[Symbol.asyncDispose]();
    await shield?.stop();
  });

  async function post(container: string): Promise<string> {
    const body = JSON.stringify({ ip: IP, container, image: 'registry.example.com/alice:v1' });
    const headers = { ...TOKEN, 'content-type': 'application/json' };
    const response = await fetch(`${shield.address}/v1/commit/async`, { method: 'POST', headers, body });
    return ((await response.json()) as { transaction_id: string }).transaction_id;
  }

  async function answer(path: string, query: Query) {
    const { base = '', parameters = '?transaction_id=<queued>', method = 'GET', headers = TOKEN, body } = query;
    const filled = parameters.replace(/<\w+>/g, (name) => ids.get(name)!);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const to = { host: '127.0.0.1', port: shield.port, path: `${base}${path}${filled}`, method, agent: false };
    const sent = request({ ...to, headers: { ...headers, ...length } });
    sent.end(body);
    const [received] = (await once(sent, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of received) chunks.push(chunk as Buffer);
    const { date, 'x-request-id': requestId, ...rest } = received.headers;
    expect(date).toBeDefined();
    return { requestId, shown: { status: received.statusCode, headers: rest, body: Buffer.concat(chunks).toString() } };
  }

  it.each(Object.entries(FAST))('with %s is answered alike on the fast path and on the route', async (_, query) => {
    const [fast, route] = [await answer('/v1/commit/query', query), await answer('/v1/commit/query/', query)];
    expect([fast.requestId, route.requestId]).toEqual([undefined, expect.any(String)]);
    expect(fast.shown).toEqual(route.shown);
    expect(route.shown.status).toBe(200);
    expect(Object.keys(route.shown.headers).join()).not.toContain('ratelimit');
  });

  it.each(Object.entries(PASSED))('with %s is left to the route', async (_, query) => {
    const { requestId, shown } = await answer('/v1/commit/query', query);
    expect(requestId).toEqual(expect.any(String));
    expect(Object.keys(shown.headers).join()).not.toContain('ratelimit');
    const { shown: expected } = await answer('/v1/commit/query/', query);
    expect(neutral(shown)).toEqual(neutral(expected));
  });
});

/** An answer without what names the path and the request: a problem does, and so is as long as they are. */
function neutral({ status, headers, body }: { status?: number; headers: IncomingHttpHeaders; body: string }) {
  const text = body.replace(/"request_id":"[^"]+"/, '').replace('/query/', '/query');
  return { status, headers: { ...headers, 'content-length': undefined }, body: text };
}

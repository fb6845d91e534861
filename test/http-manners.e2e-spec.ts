import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CommitAnswer, Envelope, Problem } from '@image-factory/contracts';
import { ShieldProcess } from '../sandbox/shield-process.js';
import { until } from '../sandbox/until.js';
import { FirstGenerationAgent } from './peers/first-generation-agent.js';

const IP = '127.0.0.25';

/** Behaviour of the shield for requests that deviate from the documents in form. */
describe('an unusual form of a request', () => {
  let shield: ShieldProcess;
  let agent: FirstGenerationAgent;

  beforeAll(async () => {
    // The peer never ends a commit.
    shield = await ShieldProcess.start({ configuration: { max_commits_per_node: 100 } });
    agent = await FirstGenerationAgent.start(shield, IP);
    await agent.register(IP);
  });

  afterAll(async () => {
    await agent?.[Symbol.asyncDispose]();
    await shield?.stop();
  });

  function call(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${shield.address}${path}`, { method, body, headers });
  }

  const order = (container: string, fields: object = {}) =>
    JSON.stringify({ ip: IP, container, image: 'registry.example.com/alice:v1', ...fields });

  async function received(container: string) {
    await until(`the order for ${container}`, 10, () => agent.orders.some((each) => each.container === container));
    return agent.orders.find((each) => each.container === container)!;
  }

  async function accepted(container: string, fields: object = {}): Promise<string> {
    const response = await call('POST', '/v1/commit/async', order(container, fields), { 'content-type': 'text/plain' });
    const body = (await response.json()) as CommitAnswer;
    expect([response.status, body]).toMatchObject([202, { success: true }]);
    return body.transaction_id!;
  }

  describe('v1: a JSON body with another Content-Type', () => {
    const TYPES = ['application/x-www-form-urlencoded', 'text/plain', 'text/json', 'application/octet-stream', ''];

    it.each(TYPES)('%j is accepted', async (type) => {
      const container = `typed-${TYPES.indexOf(type)}`;
      // A Blob without a type makes fetch send no Content-Type.
      const body = new Blob([order(container)]);
      const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
      const response = await fetch(`${shield.address}/v1/commit/async`, { method: 'POST', body, headers });
      expect([response.status, await response.json()]).toMatchObject([202, { success: true }]);
      await received(container);
    });

    it('is accepted from agents, too', async () => {
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const registration = JSON.stringify({ ip: '127.0.0.26', address: agent.address });
      expect((await call('POST', '/v1/agent/register', registration, type)).status).toBe(201);
      const id = await accepted('typed-report');
      await received('typed-report');
      const report = JSON.stringify({ transaction: id, status: 'FAILED', status_msg: 'said so' });
      expect((await call('PUT', '/v1/commit/status', report, type)).status).toBe(200);
      expect((await shield.client.query(id)).commit).toMatchObject({ status: 'FAILED', status_msg: 'said so' });
    });

    it.each<Record<string, string>>([{ 'sec-fetch-site': 'cross-site' }, { origin: 'http://evil.example.com' }])(
      'is not read for a page of another site: %j',
      async (headers) => {
        const type = { 'content-type': 'text/plain', ...headers };
        const response = await call('POST', '/v1/commit/async', order('cross-site'), type);
        expect([response.status, await response.json()]).toMatchObject([400, { success: false }]);
      },
    );
  });

  describe('v1: requests that the first implementation accepted', () => {
    it.each([
      [{ hub_user: 'alice', hub_pwd: '' }, 'user-only'],
      [{ hub_pwd: 'secret-secret' }, 'password-only'],
      [{ hub_addr: 'https://other.example.com/v2/' }, 'address-only'],
      [{ hub_addr: 'not an address at all' }, 'no-address'],
    ])('%j uses the login of the node', async (login, container) => {
      await accepted(container, login);
      const { hub_user, hub_pwd, hub_addr } = await received(container);
      expect([hub_user, hub_pwd, hub_addr].filter(Boolean)).toEqual([]);
    });

    it('except a complete login for another registry', async () => {
      const login = { hub_user: 'alice', hub_pwd: 'secret-secret', hub_addr: 'other.example.com' };
      const response = await call('POST', '/v1/commit/async', order('mismatch', login));
      expect(await response.json()).toMatchObject({ success: false, error_code: 'registry_mismatch' });
    });

    it('a leading slash of the container is stripped for the agent, kept for queries, and means the same container', async () => {
      const id = await accepted('/slashed');
      await received('slashed');
      expect((await shield.client.query('/slashed')).commit).toMatchObject({ id, container: '/slashed' });
      const again = await call('POST', '/v1/commit/async', order('slashed'));
      expect(await again.json()).toMatchObject({ success: false, transaction_id: id });
      const size = await call('GET', `/v1/commit/size?ip=${IP}&container=/known`);
      expect(await size.json()).toMatchObject({ success: true, size: 4711 });
    });

    it('author and note of any length are accepted', async () => {
      const long = { author: 'a'.repeat(5_000), note: 'n'.repeat(200_000) };
      await accepted('long', long);
      expect(await received('long')).toMatchObject(long);
    });
  });

  describe('v1: exclude, blank_env and redact_env', () => {
    const bodies = [
      { exclude: ['/root'] },
      { exclude: [] },
      { exclude: null },
      { blank_env: ['TOKEN'] },
      { blank_env: '' },
      { redact_env: ['TOKEN'] },
    ];

    it.each(['async', 'sync'].flatMap((way) => bodies.map((fields) => [way, fields] as const)))(
      '%s refuses %j and names v2',
      async (way, fields) => {
        const response = await call('POST', `/v1/commit/${way}`, order('secret', fields));
        const body = (await response.json()) as Envelope;
        expect([response.status, body.success]).toEqual([400, false]);
        expect(body.msg).toContain(Object.keys(fields)[0]);
        expect(body.msg).toContain('/v2/commits');
        expect(agent.orders.some(({ container }) => container === 'secret')).toBe(false);
      },
    );

    it.each(['exclude=/root', 'blank_env[]=TOKEN', 'redact_env='])('refuses the query %s', async (query) => {
      expect((await call('POST', `/v1/commit/async?${query}`, order('secret'))).status).toBe(400);
    });

    it('ignores other unknown fields', async () => {
      await accepted('coloured', { colour: 'blue', Exclude: ['x'], excluded: 1, secrets: ['a'] });
    });
  });

  describe('another method of a known path', () => {
    it.each([
      ['DELETE', '/v1/commit/query', 'GET'],
      ['GET', '/v1/commit/async', 'POST'],
      ['PUT', '/v1/agent/register', 'POST'],
      ['POST', '/v1/commit/status', 'PUT'],
      ['PATCH', '/health/live', 'GET'],
    ])('%s %s: 405 in the envelope, with Allow', async (method, path, allowed) => {
      const response = await call(method, path);
      expect(response.headers.get('allow')?.split(', ')).toContain(allowed);
      expect([response.status, await response.json()]).toMatchObject([
        405,
        { success: false, error_code: 'method_not_allowed' },
      ]);
    });

    it.each([
      ['PUT', '/v2/commits', 'GET'],
      ['DELETE', '/v2/commits/abc', 'GET'],
      ['GET', '/v2/commits/abc/cancel', 'POST'],
      ['POST', '/v2/events', 'GET'],
      ['POST', '/v2/agents', 'GET'],
    ])('%s %s: 405 as a problem, with Allow', async (method, path, allowed) => {
      const response = await call(method, path, method === 'GET' ? undefined : 'not JSON');
      expect(response.headers.get('allow')?.split(', ')).toContain(allowed);
      const problem = (await response.json()) as Problem;
      expect([response.status, problem.code, typeof problem.hint]).toEqual([405, 'method_not_allowed', 'string']);
    });

    it('OPTIONS lists the methods, HEAD is GET without a body and never opens a stream', async () => {
      const options = await call('OPTIONS', '/v2/commits');
      expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST, GET, HEAD, OPTIONS']);
      expect((await call('HEAD', '/v2/commits')).status).toBe(200);
      expect((await call('HEAD', '/v1/commit/query?transaction_id=x')).status).toBe(200);
      expect((await call('HEAD', '/v2/events')).status).toBe(405);
    });

    it.each(['/v1/nothing', '/v2/nothing', '/v2/commits/a/b/c'])('%s is unknown with any method', async (path) => {
      for (const method of ['GET', 'DELETE', 'OPTIONS']) expect((await call(method, path)).status).toBe(404);
    });
  });

  describe('v2', () => {
    it.each([
      '/v2/commits?stat=failed',
      '/v2/commits?status=failed&foo=bar',
      '/v2/commits/abc?wai=1',
      '/v2/agents?x=1',
      '/v2/events?since=1',
      `/v2/agents/${IP}/containers?all=true`,
    ])('refuses the unknown parameter of %s', async (path) => {
      const response = await call('GET', path);
      const problem = (await response.json()) as Problem;
      expect([response.status, problem.code]).toEqual([400, 'invalid_request']);
      expect(problem.detail).toMatch(/ is not a known parameter\.$/);
    });

    it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
      'answers 415 to a body of type %s',
      async (type) => {
        const response = await call('POST', '/v2/commits', order('typed'), { 'content-type': type });
        const problem = (await response.json()) as Problem;
        expect([response.status, problem.code]).toEqual([415, 'unsupported_media_type']);
        expect(problem.hint).toMatch(/application\/json/);
      },
    );

    it('refuses a cancel with an unknown field', async () => {
      const json = { 'content-type': 'application/json' };
      const response = await call('POST', '/v2/commits/abc/cancel', '{"buy": "alice"}', json);
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { code: 'invalid_request', detail: 'buy is not a known field.' },
      ]);
    });

    it('accepts a cancel without a body', async () => {
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      expect((await call('POST', '/v2/commits/abc/cancel', '', form)).status).toBe(404);
      expect((await call('POST', '/v2/commits/abc/cancel')).status).toBe(404);
    });

    it.each([
      ['{"ip":', 400],
      [JSON.stringify({ note: 'x'.repeat(1_200_000) }), 413],
    ])('returns the id of a request with an unreadable body', async (body, status) => {
      const headers = { 'content-type': 'application/json', 'x-request-id': `unread-${status}` };
      const response = await call('POST', '/v2/commits', body, headers);
      expect([response.status, await response.json()]).toMatchObject([status, { request_id: `unread-${status}` }]);
      expect(response.headers.get('x-request-id')).toBe(`unread-${status}`);
      const v1 = await call('POST', '/v1/commit/async', body, headers);
      expect([v1.status, v1.headers.get('x-request-id')]).toEqual([status, `unread-${status}`]);
    });

    it.each([
      '/v2/agents/nonsense/containers',
      '/v2/agents/10.99.99.99/containers/box/preview',
      '/v2/commits/nonsense',
    ])('answers 404 to %s, with a hint', async (path) => {
      const response = await call('GET', path);
      expect([response.status, await response.json()]).toMatchObject([404, { hint: expect.any(String) }]);
    });
  });
});

it('query does not count towards the rate limit, and other calls do', async () => {
  const shield = await ShieldProcess.start({ configuration: { rate_limit: 20 } });
  try {
    const query = () => fetch(`${shield.address}/v1/commit/query?transaction_id=unknown`);
    for (let count = 0; count < 60; count++) expect((await query()).status).toBe(200);
    const list = () => fetch(`${shield.address}/v2/commits`);
    for (let count = 0; count < 20; count++) expect((await list()).status).toBe(200);
    expect((await list()).status).toBe(429);
    expect((await query()).status).toBe(200);
  } finally {
    await shield.stop();
  }
});

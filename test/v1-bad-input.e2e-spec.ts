import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Envelope } from '@image-factory/contracts';
import { Cluster } from '../sandbox/cluster.js';
import { machine } from './setup/machine.js';

const WRONG_FIELDS: [field: string, value: unknown][] = [
  ['ip', undefined],
  ['ip', ''],
  ['ip', null],
  ['ip', 7],
  ['ip', ['127.0.0.2']],
  ['ip', 'x'.repeat(10_000)],
  ['container', undefined],
  ['container', ''],
  ['container', {}],
  ['container', 'a/../../images/json'],
  ['container', '../version'],
  ['container', 'a?force=1'],
  ['container', 'a#b'],
  ['container', 'a%2fb'],
  ['container', 'a b'],
  ['container', 'a\nb'],
  ['container', 'a\u0000b'],
  ['container', '-rm'],
  ['container', 'контейнер'],
  ['container', 'docker://docker://abc'],
  ['container', 'a'.repeat(100_000)],
  ['image', undefined],
  ['image', ''],
  ['image', true],
  ['image', 'Registry.example.com/Alice'],
  ['image', 'https://registry.example.com/alice'],
  ['image', 'registry.example.com/alice:'],
  ['image', 'registry.example.com/alice:a b'],
  ['image', 'registry.example.com/../alice'],
  ['image', 'registry.example.com//alice'],
  ['image', 'registry.example.com:99999/alice'],
  ['image', `registry.example.com/alice@sha256:${'0'.repeat(64)}`],
  ['image', `registry.example.com/${'a'.repeat(300)}`],
  ['image', `registry.example.com/alice:${'a'.repeat(129)}`],
  ['image', 'a'.repeat(100_000)],
  ['image', 'registry.example.com/alice?x=1'],
  ['author', 7],
  ['note', ['x']],
  ['hub_user', {}],
  ['hub_pwd', 7],
  ['hub_addr', false],
  ['hub_addr', 'user:secret@registry.example.com'],
];

/** Without a login, the address of a registry says nothing and is not looked at. */
const LOGIN = { hub_user: 'alice', hub_pwd: 'secret' };

/** All rows are complete: Jest would pass its own callback for a missing argument. */
const BODIES: [name: string, body: string | undefined, type: string | undefined][] = [
  ['no body', undefined, undefined],
  ['an empty body', '', undefined],
  ['half a JSON text', '{"ip": "127.0.0.2", ', undefined],
  ['a JSON string', '"hello"', undefined],
  ['null', 'null', undefined],
  ['a list', '[]', undefined],
  ['a list of orders', '[{"ip":"127.0.0.2","container":"a","image":"b"}]', undefined],
  ['text', 'ip=127.0.0.2', 'text/plain'],
  ['a form', 'ip=127.0.0.2&container=a&image=b', 'application/x-www-form-urlencoded'],
  ['an unknown charset', '{}', 'application/json; charset=x-none'],
];

describe('bad input', () => {
  const { engine, registry } = machine();
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start({ engine, registry });
  });

  afterAll(async () => {
    expect([cluster.shield.alive, cluster.agent.alive]).toEqual([true, true]);
    await cluster.stop();
  });

  const good = { ip: '127.0.0.2', container: 'no-such', image: 'registry.example.com/alice:v1', transaction: 'tx-1' };

  describe.each(['async', 'sync'])('of %s', (call) => {
    it.each(WRONG_FIELDS)('shield: %s = %j answers 400 naming it', async (field, value) => {
      const { status, body } = await cluster.shield.client.post<Envelope>(`/v1/commit/${call}`, {
        ...good,
        ...(field === 'hub_addr' && LOGIN),
        [field]: value,
      });
      expect([status, body.success]).toEqual([400, false]);
      expect(body.msg).toContain(field);
    });

    it.each(WRONG_FIELDS.filter(([field]) => field !== 'ip'))(
      'agent: %s = %j answers 400 naming it',
      async (field, value) => {
        const { status, body } = await cluster.agent.client.post<Envelope>(`/v1/commit/${call}`, {
          ...good,
          ...(field === 'hub_addr' && LOGIN),
          [field]: value,
        });
        expect([status, body.success]).toEqual([400, false]);
        expect(body.msg).toContain(field);
      },
    );
  });

  it.each(BODIES)('%s answers 400', async (_, text, type) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    for (const { client } of [cluster.shield, cluster.agent]) {
      const { status, body } = await client.send<Envelope>('POST', '/v1/commit/async', text, headers);
      expect([400, 415]).toContain(status);
      expect(body).toMatchObject({ success: false, msg: expect.any(String) });
    }
  });

  it('refuses a body over 1 MiB and reads one just under it', async () => {
    const padded = (bytes: number) => JSON.stringify({ ...good, padding: 'x'.repeat(bytes) });
    for (const { client } of [cluster.shield, cluster.agent]) {
      const over = await client.send<Envelope>('POST', '/v1/commit/async', padded(1024 * 1024));
      expect([over.status, over.body.success]).toEqual([413, false]);
      const under = await client.send<Envelope>('POST', '/v1/commit/async', padded(1024 * 1024 - 1024));
      expect(under.status).toBeLessThan(300);
      expect(under.body.msg).toContain('no-such');
    }
  });

  it('does not quote an unreadable body', async () => {
    const text = '{"hub_pwd": "very-secret-word", ';
    const { body } = await cluster.shield.client.send<Envelope>('POST', '/v1/commit/async', text);
    expect(JSON.stringify(body)).not.toContain('very-secret-word');
    expect(cluster.shield.log).not.toContain('very-secret-word');
  });

  it('answers 404 in an envelope for unknown routes', async () => {
    for (const { client } of [cluster.shield, cluster.agent]) {
      const { status, body } = await client.get<Envelope>('/v1/commit/nothing');
      expect([status, body.success]).toEqual([404, false]);
    }
  });
});

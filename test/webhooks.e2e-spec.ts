import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WebhookEvent, NewCommit } from '@image-factory/contracts';
import { AgentProcess, Cluster, type NodeContainer, Postgres, ShieldProcess, until } from '../sandbox/index.js';
import { type ReceivedWebhook, TAKE, WebhookReceiver } from './peers/webhook-receiver.js';
import { machine } from './setup/machine.js';

const IP = '127.0.0.2';
const KEY = Buffer.alloc(32, 'k');
const WEBHOOK_SECRET = `whsec_${KEY.toString('base64')}`;

const noticeOf = ({ body }: ReceivedWebhook) => JSON.parse(body) as WebhookEvent;

/** Verifies a call as a receiver must before it trusts the call. */
function isGenuine({ headers, body }: ReceivedWebhook): boolean {
  const [id, timestamp] = [headers['webhook-id'] as string, headers['webhook-timestamp'] as string];
  const signature = createHmac('sha256', KEY).update(`${id}.${timestamp}.${body}`).digest('base64');
  const isFresh = Math.abs(Date.now() / 1000 - Number(timestamp)) < 300;
  return isFresh && (headers['webhook-signature'] as string).split(' ').includes(`v1,${signature}`);
}

/** Waits until every event has been acknowledged. */
async function nothingLeft(shield: ShieldProcess): Promise<void> {
  await until('every event to be taken', 60, async () => {
    const { body } = await shield.client.get<string>('/metrics');
    return /^image_factory_webhook_deliveries_pending 0$/m.test(body);
  });
}

describe('webhooks', () => {
  const { engine, registry } = machine();
  let receiver: WebhookReceiver;
  let cluster: Cluster;
  let container: NodeContainer;

  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    const webhooks = { webhook_url: receiver.url, webhook_secret: WEBHOOK_SECRET, webhook_allow_private: true };
    cluster = await Cluster.start({ engine, registry, ips: [IP], shield: webhooks });
    container = await engine.run({ name: 'hooks-notebook' });
  });

  afterAll(async () => {
    await container?.remove();
    await cluster?.stop();
    await receiver?.[Symbol.asyncDispose]();
  });

  beforeEach(() => {
    receiver.calls.length = 0;
    receiver.answer = TAKE;
  });

  const client = () => cluster.shield.client;

  function order(fields: Partial<NewCommit> = {}): NewCommit {
    return { ip: IP, container: container.name, image: registry.image('hooks/alice:v1'), ...fields };
  }

  /** Starts a commit and waits until the receiver has been called the given number of times. */
  async function save(fields: Partial<NewCommit> = {}, calls = 1): Promise<string> {
    const { body } = await client().submit(order(fields));
    await until(`${calls} calls`, 60, () => receiver.calls.length >= calls);
    return body.id;
  }

  it('report a successful commit, signed, as a v2 resource', async () => {
    const { id } = (await client().submit(order(), { 'x-request-id': 'hooks-1' })).body;
    await until('the call', 60, () => receiver.calls.length === 1);
    const [call] = receiver.calls as [ReceivedWebhook];
    expect(call.headers['x-request-id']).toBe('hooks-1');
    expect(call.headers['content-type']).toBe('application/json');
    expect(isGenuine(call)).toBe(true);
    expect(isGenuine({ ...call, body: call.body.replace('alice', 'mallory') })).toBe(false);
    const notice = noticeOf(call);
    expect(notice.type).toBe('commit.succeeded');
    expect(notice.data).toEqual((await client().commit(id)).body);
    expect(notice.timestamp).toBe(notice.data.ended_at);
  });

  it('report the reason of a failure, and the requester of a cancel', async () => {
    await save({ image: '127.0.0.1:9/hooks/nowhere:v1', hub_user: 'alice', hub_pwd: 'hunter2-hunter2' });
    expect(noticeOf(receiver.calls[0]!)).toMatchObject({
      type: 'commit.failed',
      data: { state: 'failed', error: { code: 'registry_unreachable' } },
    });
    expect(receiver.calls[0]!.body).not.toContain('hunter2');

    await container.shell('dd if=/dev/urandom of=/bulk bs=1M count=200 2>/dev/null');
    const { body } = await client().submit(order());
    await client().cancel(body.id, 'bob');
    await until('the notice', 60, () => receiver.calls.length === 2);
    expect(noticeOf(receiver.calls[1]!)).toMatchObject({
      type: 'commit.cancelled',
      data: { state: 'cancelled', cancelled_by: 'bob' },
    });
    await container.shell('rm /bulk');
  });

  it('are retried unchanged until acknowledged, across a kill of the shield', async () => {
    receiver.answer = (response, call) => {
      if (receiver.calls.length > 2) TAKE(response, call);
      else response.writeHead(500).end();
    };
    await save();
    await cluster.shield.logged(/webhook not delivered yet/);
    await cluster.shield.kill();
    await cluster.shield.restart();
    await nothingLeft(cluster.shield);

    expect(receiver.calls).toHaveLength(3);
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(receiver.calls.map(({ body }) => body)).size).toBe(1);
    expect(receiver.calls.every(isGenuine)).toBe(true);
  });

  it('do not follow redirects', async () => {
    await using elsewhere = await WebhookReceiver.start();
    receiver.answer = (response) => response.writeHead(307, { location: elsewhere.url }).end();
    await save({}, 2);
    expect(elsewhere.calls).toEqual([]);
    receiver.answer = TAKE;
    await nothingLeft(cluster.shield);
  });

  it('log neither the key nor the path of a receiver', () => {
    expect(cluster.shield.log).toContain('webhook not delivered yet');
    expect(cluster.shield.log).not.toContain(WEBHOOK_SECRET);
    expect(cluster.shield.log).not.toContain('path-that-is-secret');
  });

  describe('to private addresses', () => {
    it('are refused at startup if the address is literal', async () => {
      const configuration = { webhook_url: receiver.url, webhook_secret: WEBHOOK_SECRET };
      const outcome = await ShieldProcess.start({ configuration }).then(
        async (shield) => shield.stop(),
        (error: Error) => error.message,
      );
      expect(outcome).toContain('webhook_url names 127.0.0.1, which is no public address');
    });

    it('are refused at the connection if a name resolves to one', async () => {
      const configuration = {
        webhook_url: `http://localhost:${receiver.port}/`,
        webhook_secret: WEBHOOK_SECRET,
      };
      await using shield = await ShieldProcess.start({ configuration });
      await using agent = await AgentProcess.start({ shield, engine, ip: '127.0.0.4' });
      await agent.registered(shield);
      await shield.client.submit(order({ ip: agent.ip }));
      const [line] = await shield.logged(/.*webhook not delivered yet.*/, 60);
      expect(line).toMatch(/localhost is (127\.0\.0\.1|::1), which is no public address/);
      expect(receiver.calls).toEqual([]);
    });
  });

  it('are sent by one of several shields', async () => {
    await using postgres = await Postgres.start();
    const configuration = {
      database_url: postgres.createDatabase('hooks'),
      secret_key: 'the same key for all shields',
      ...{ webhook_url: receiver.url, webhook_secret: WEBHOOK_SECRET, webhook_allow_private: true },
    };
    await using first = await ShieldProcess.start({ configuration });
    await using second = await ShieldProcess.start({ configuration });
    await using agent = await AgentProcess.start({ shield: first, engine, ip: '127.0.0.5' });
    await agent.registered(first);
    const ids: string[] = [];
    for (let number = 0; number < 6; number++) {
      const image = registry.image(`hooks/shared:v${number}`);
      const { body } = await (number % 2 === 0 ? first : second).client.submit(order({ ip: agent.ip, image }));
      ids.push(body.id);
      await first.client.commit(body.id, 60);
    }
    await until('all deliveries', 30, () => receiver.calls.length >= ids.length);
    await nothingLeft(second);
    expect(receiver.calls.map((call) => noticeOf(call).data.id).sort()).toEqual(ids.sort());
  });
});

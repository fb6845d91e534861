import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommitStatus } from '@image-factory/contracts';
import { until } from '../sandbox/index.js';
import type { Call } from './peers/json-server.js';
import type { RecordedCalls, RecordedExchange } from './recorded/exchange.js';
import { Recording } from './recorded/recording.js';
import { union } from './recorded/shape.js';
import { AGENT_TOKEN, API_TOKEN, GUARDED_PEER_NODE, NEW_NODE, OLD_NODE, Stage } from './recorded/stage.js';
import { machine } from './setup/machine.js';

const EXCHANGES = ['platform-to-shield', 'agent-to-shield', 'shield-to-agent', 'without-token', 'service'].map(
  (name) => new Recording<RecordedExchange>(name),
);
const SENT_BY_SHIELD = new Recording<RecordedCalls>('sent-by-shield');
const SENT_BY_AGENT = new Recording<RecordedCalls>('sent-by-agent');

const IMAGE = 'registry.example.com/recorded/sent:v1';
const V1_FIELDS = {
  author: 'alice',
  note: 'a note',
  hub_user: 'alice',
  hub_pwd: 'very-secret-word',
  hub_addr: 'https://registry.example.com/v2/',
};

/**
 * The recorded contract of v1 and of the wire between shield and agent: paths, status codes, keys, types, `success`,
 * state words and `error_code`. See `recorded/recording.ts` for when a recording may change.
 */
describe('recorded exchanges', () => {
  const { engine, registry, lockedRegistry } = machine();
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.start(engine, registry, lockedRegistry);
  });

  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    for (const recording of [...EXCHANGES, SENT_BY_SHIELD, SENT_BY_AGENT]) recording.write();
  });

  describe.each(EXCHANGES)('$name', (recording) => {
    it.each(recording.entries)('$to: $call', async (exchange) => {
      const answer = await stage.play(exchange);
      if (!exchange.unrecorded) recording.check(exchange, 'answer', answer);
    });
  });

  it.each(['shield', 'agent'])('hold every call of v1 of the %s, done and refused', (service) => {
    const file = join(import.meta.dirname, `../docs/openapi/${service}.json`);
    const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Record<string, object> };
    const known = Object.entries(paths).filter(([path]) => path.startsWith('/v1/'));
    const calls = known.flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const all = EXCHANGES.flatMap(({ entries }) => entries).filter(
      ({ to, unrecorded }) => to.endsWith(service) && !unrecorded,
    );
    const outcomes = new Set(
      all.map(({ request: { method, path }, answer }) => {
        const { success } = (answer?.body ?? {}) as { success?: boolean };
        return `${method} ${path.replace(/\?.*/, '')} ${success}`;
      }),
    );
    expect(calls.length).toBeGreaterThan(5);
    for (const call of calls) expect([...outcomes]).toEqual(expect.arrayContaining([`${call} true`, `${call} false`]));
  });

  describe('sent-by-shield', () => {
    /** The calls that a peer received during an action, one of each kind. */
    async function sentTo(
      peer: { calls: Call[] },
      path: string,
      act: () => Promise<unknown>,
      isMeant: (call: Call) => boolean = () => true,
    ): Promise<unknown[]> {
      peer.calls.length = 0;
      await act();
      const meant = () => peer.calls.filter(isMeant);
      await until(`the call of ${path}`, 20, () => meant().some((call) => call.path === path));
      return distinct(stage.shapesOf(meant()));
    }

    function check(when: string, sent: unknown[]): void {
      SENT_BY_SHIELD.check(
        SENT_BY_SHIELD.entry((entry) => entry.when === when, { when }),
        'sent',
        sent,
      );
    }

    const post = (path: string, body: object) => stage.client('shield').post<{ id: string }>(path, body);
    const order = (ip: string, container: string, fields: object = {}) => ({ ip, container, image: IMAGE, ...fields });

    it('an agent registers', async () => {
      check('an agent registers', await sentTo(stage.newAgent, '/health', () => stage.newAgent.register('boot-1')));
    });

    it.each([
      ['the platform posts a commit with the required fields alone', NEW_NODE, 'recorded-sent-few', {}],
      ['the platform posts a commit with every field', NEW_NODE, 'recorded-sent-all', V1_FIELDS],
      ['the platform posts a commit for a first-generation agent', OLD_NODE, 'recorded-sent-old', V1_FIELDS],
    ])('%s', async (when, ip, container, fields) => {
      const peer = ip === OLD_NODE ? stage.oldAgent : stage.newAgent;
      const act = () => post('/v1/commit/async', order(ip, container, fields));
      check(when, await sentTo(peer, '/v1/commit/async', act));
    });

    it('the platform posts a commit with exclusions, and cancels it', async () => {
      let id = '';
      const exclusions = { exclude: ['/root/.ssh'], redact_env: ['GITHUB_TOKEN'] };
      const save = async () =>
        ({ id } = (await post('/v2/commits', order(NEW_NODE, 'recorded-sent-less', exclusions))).body);
      check(
        'the platform posts a commit that leaves something out',
        await sentTo(stage.newAgent, '/v1/commit/async', save),
      );
      stage.variables.set('transaction to cancel', id);
      const cancel = () => post(`/v2/commits/${id}/cancel`, {});
      check('the platform cancels a commit', await sentTo(stage.newAgent, '/v1/commit/cancel', cancel));
    });

    it('an agent has lost a commit in a restart', async () => {
      await post('/v1/commit/async', order(NEW_NODE, 'recorded-sent-lost'));
      await until('the commit to be taken', 20, async () => {
        const { commit } = await stage.shield.client.query('recorded-sent-lost');
        return commit?.status === CommitStatus.PROCESSING;
      });
      const restart = () => stage.newAgent.register('boot-2');
      const isMeant = ({ body }: Call) =>
        (body as { container?: string } | undefined)?.container === 'recorded-sent-lost';
      const sent = await sentTo(stage.newAgent, '/v1/commit/async', restart, isMeant);
      check('an agent has lost a commit in a restart', sent);
    });

    it.each([
      ['the platform asks for a size', '/v1/commit/size', `/v1/commit/size?ip=${NEW_NODE}&&container=recorded-size`],
      ['the platform lists the containers of a node', '/v1/container/list', `/v2/agents/${NEW_NODE}/containers`],
      [
        'the platform asks for a preview',
        '/v1/container/preview',
        `/v2/agents/${NEW_NODE}/containers/recorded-preview/preview`,
      ],
    ])('%s', async (when, path, asked) => {
      check(when, await sentTo(stage.newAgent, path, () => stage.client('shield').get(asked)));
    });

    it('a shield with an agent token registers an agent and hands a commit to it', async () => {
      const headers = { authorization: `Bearer ${API_TOKEN}` };
      const body = JSON.stringify(order(GUARDED_PEER_NODE, 'recorded-sent-guarded'));
      const sent = await sentTo(stage.guardedPeer, '/v1/commit/async', async () => {
        await stage.guardedPeer.register('boot-1');
        await stage.client('guarded shield').send('POST', '/v1/commit/async', body, headers);
      });
      check('a shield with an agent token registers an agent and hands a commit to it', sent);
    });
  });

  describe('sent-by-agent', () => {
    const guarded = { authorization: `Bearer ${AGENT_TOKEN}` };
    const ended = (calls: Call[]) =>
      calls.some(({ body }) => ['SUCCEEDED', 'FAILED'].includes((body as { status: string }).status));

    function check(when: string, sent: unknown[]): void {
      SENT_BY_AGENT.check(
        SENT_BY_AGENT.entry((entry) => entry.when === when, { when }),
        'sent',
        sent,
      );
    }

    /**
     * The reports of a commit: one per state, with the merged progress fields, because the number of reports varies.
     */
    async function reports(shield: Stage['shieldOfGuarded'], transaction: string): Promise<unknown[]> {
      await until(`the end of ${transaction}`, 30, () => ended(shield.reports(transaction)));
      const byStatus = new Map<string, unknown>();
      let progress: unknown;
      let reports = 0;
      for (const report of stage.shapesOf(shield.reports(transaction)) as Report[]) {
        const { progress: reported, ...body } = report.body;
        if (reported !== undefined) {
          progress = union(progress, reported);
          reports++;
        }
        byStatus.set(body.status, union(byStatus.get(body.status), { ...report, body }));
      }
      // A rate needs several reports, and a quick commit sends fewer.
      if (progress !== undefined && reports < 3) progress = union(progress, { bytes_per_second: '<number>' });
      return [...byStatus.values(), ...(progress === undefined ? [] : [{ progress }])];
    }

    const endOf = (sent: unknown[]) => sent.filter((report) => (report as Partial<Report>).body?.status === 'FAILED');

    const order = (transaction: string, container: string, image: string, fields: object = {}) => {
      return { transaction, container, image: stage.variables.fill(`${image}/recorded/${transaction}:v1`), ...fields };
    };
    const start = (body: object) =>
      stage.client('guarded agent').send('POST', '/v1/commit/async', JSON.stringify(body), guarded);

    it('an agent with a token registers', async () => {
      await until('a registration', 20, () => stage.shieldOfGuarded.registrations.length > 0);
      check('an agent with a token registers', stage.shapesOf(stage.shieldOfGuarded.registrations.slice(0, 1)));
    });

    it('an agent commits through the engine, and registers meanwhile', async () => {
      // An agent whose registration was rejected retries within seconds.
      stage.shieldOfEngine.open = false;
      const agent = await stage.startEngineAgent();
      const commit = order('engine', 'recorded-slow-engine', '<slow registry>', { attempt: 1 });
      await agent.client.post('/v1/commit/async', commit);
      const running = ({ body }: Call) => (body as { running: unknown[] }).running.length > 0;
      await until('a registration with a commit', 30, () => stage.shieldOfEngine.registrations.some(running));
      const [registration] = stage.shieldOfEngine.registrations.filter(running);
      check('an agent without a token registers while it has a commit', stage.shapesOf([registration!]));
      stage.shieldOfEngine.open = true;
      check('an agent commits through the engine', await reports(stage.shieldOfEngine, 'engine'));
    });

    it.each([
      ['an agent commits directly', 'direct', 'recorded-slow-direct', '<slow registry>', { attempt: 1 }],
      [
        'a first-generation shield has posted the commit',
        'recorded-slow-old',
        'recorded-slow-old',
        '<slow registry>',
        {},
      ],
    ])('%s', async (when, transaction, container, image, fields) => {
      await start(order(transaction, container, image, fields));
      check(when, await reports(stage.shieldOfGuarded, transaction));
    });

    it('the registry refuses a commit', async () => {
      await start(order('refused', 'recorded-notebook', '<locked registry>', { attempt: 2 }));
      check('the registry refuses a commit', endOf(await reports(stage.shieldOfGuarded, 'refused')));
    });

    it('a commit is cancelled', async () => {
      await start(order('cancelled', 'recorded-slow-cancelled', '<slow registry>', { attempt: 1 }));
      await until('the push', 20, () =>
        stage.shieldOfGuarded
          .reports('cancelled')
          .some(({ body }) => (body as { status: string }).status === 'PUSHING'),
      );
      const cancel = JSON.stringify({ transaction: 'cancelled' });
      await stage.client('guarded agent').send('POST', '/v1/commit/cancel', cancel, guarded);
      check('a commit is cancelled', endOf(await reports(stage.shieldOfGuarded, 'cancelled')));
    });
  });
});

interface Report {
  readonly body: { readonly status: string; readonly progress?: unknown };
}

/** Distinct values in order of their first appearance. */
function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

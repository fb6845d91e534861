import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Problem } from '@image-factory/contracts';
import { Cluster } from '../sandbox/cluster.js';
import { type Operation, operationsOf } from './fuzz/openapi-operation.js';
import { type RawAnswer, RawClient } from './fuzz/raw-request.js';
import { requestFor } from './fuzz/request-arbitrary.js';
import type { KnownValues } from './fuzz/schema-arbitrary.js';
import { QuickAgent } from './peers/quick-agent.js';
import { machine } from './setup/machine.js';

/** Seed of a previous run, to reproduce it. */
const SEED = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));

/** Total number of requests to both services. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 10_500);

const QUICK_IP = '127.0.0.31';

/** Calls every operation in the OpenAPI documents of both services with all kinds of requests. */
describe(`fuzz with FUZZ_SEED=${SEED}`, () => {
  const { engine, registry } = machine();
  let cluster: Cluster;
  let quick: QuickAgent;
  let sent = 0;

  beforeAll(async () => {
    cluster = await Cluster.start({ engine, registry, shield: { rate_limit: 0 } });
    quick = await QuickAgent.start(cluster.shield, QUICK_IP);
  });

  afterAll(async () => {
    await quick?.[Symbol.asyncDispose]();
    await cluster?.stop();
  });

  const services = ['shield', 'agent'] as const;
  const addressOf = (service: (typeof services)[number]) =>
    service === 'shield' ? cluster.shield.address : cluster.agent.address;

  async function operations(): Promise<{ service: (typeof services)[number]; operation: Operation }[]> {
    const each = services.map(async (service) => {
      const { body } = await cluster[service].client.get<OpenAPIObject>('/docs-json');
      return operationsOf(body).map((operation) => ({ service, operation }));
    });
    return (await Promise.all(each)).flat();
  }

  it(`answers ${REQUESTS} requests, none with a 5xx, and keeps serving`, async () => {
    const known = knownValues(await heldTransactions());
    const all = await operations();
    const pids = services.map((service) => cluster[service].pid);
    const numRuns = Math.ceil(REQUESTS / all.length);
    await Promise.all(
      all.map(async ({ service, operation }) => {
        using client = new RawClient(addressOf(service));
        const property = fc.asyncProperty(requestFor(operation, known), async (request) => {
          sent++;
          expectUnderstood(operation, await client.send(request));
        });
        await fc.assert(property, {
          seed: SEED,
          numRuns,
          interruptAfterTimeLimit: 240_000,
          markInterruptAsFailure: true,
        });
      }),
    );
    expect(sent).toBeGreaterThanOrEqual(REQUESTS);
    for (const service of services) {
      expect(await cluster[service].client.get('/docs-json')).toMatchObject({ status: 200 });
      expect(errorsIn(cluster[service].log)).toEqual([]);
    }
    expect(services.map((service) => cluster[service].pid)).toEqual(pids);
  }, 300_000);

  /** Running commits, so that reports and queries find data. */
  async function heldTransactions(): Promise<string[]> {
    const image = registry.image('held');
    const containers = ['held-1', 'held-2', 'held-3'];
    const answers = await Promise.all(
      containers.map((container) => cluster.shield.client.commitAsync({ ip: QUICK_IP, container, image })),
    );
    return answers.map(({ transaction_id }) => transaction_id!);
  }

  function knownValues(transactions: readonly string[]): KnownValues {
    return {
      ip: [cluster.agent.ip, cluster.agent.ip, QUICK_IP, '127.0.0.99'],
      container: ['no-such', 'docker://no-such', 'quick-1', 'quick-2', 'quick-3'],
      image: [registry.image('fuzz'), `${registry.image('fuzz')}:v1`, 'fuzz'],
      address: [cluster.agent.address, quick.address, 'http://127.0.0.1:1', 'http://127.0.0.1:1/a/b?c#d'],
      transaction: transactions,
      transaction_id: [...transactions, 'held-1', 'quick-1'],
      id: transactions,
      // None of the requests has a reason to wait long.
      wait: ['0', '1'],
      boot_id: ['boot-1', 'boot-2'],
    };
  }
});

/** Log lines of the two most severe levels. */
function errorsIn(log: string): string[] {
  return log.split('\n').filter((line) => /"level":[56]0/.test(line));
}

function expectUnderstood({ path }: Operation, { status, type, text }: RawAnswer): void {
  expect(status).toBeGreaterThanOrEqual(200);
  if (path.startsWith('/v2/') && status >= 400 && !isNoHttp(status, text)) {
    expect(type).toContain('application/problem+json');
    expect((JSON.parse(text) as Problem).detail).toBeTruthy();
  }
  expect(status).toBeLessThan(500);
  if (!path.startsWith('/v1/')) return;
  expect(type).toContain('application/json');
  expect(JSON.parse(text)).toMatchObject({ success: expect.any(Boolean), msg: expect.any(String) });
}

/** Response of the HTTP parser to a malformed request: the route is unknown at this point. */
const UNREADABLE =
  /^\{"success":false,"msg":"The (request is not valid HTTP|request took too long|request has chunks|request line and headers are too long)/;

function isNoHttp(status: number, text: string): boolean {
  return [400, 408, 413, 431].includes(status) && UNREADABLE.test(text);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CommitResource } from '@image-factory/contracts';
import { ShieldProcess } from '../sandbox/shield-process.js';
import { until } from '../sandbox/until.js';
import { QuickAgent } from './peers/quick-agent.js';

const IP = '127.0.0.27';
const MAX_END_MS = 5_000;

describe('a shield that shuts down', () => {
  let shield: ShieldProcess;
  let quick: QuickAgent;
  let keptAlive: Agent;

  beforeEach(async () => {
    shield = await ShieldProcess.start();
    quick = await QuickAgent.start(shield, IP);
    keptAlive = new Agent({ keepAlive: true });
  });

  afterEach(async () => {
    keptAlive.destroy();
    await quick[Symbol.asyncDispose]();
    await shield.stop();
  });

  async function held(container: string): Promise<string> {
    const order = { ip: IP, container, image: 'registry.example.com/alice:v1' };
    const { body } = await shield.client.post<CommitResource>('/v2/commits', order);
    return body.id;
  }

  /** Repeats a request on a kept-alive connection whenever a response ends, as an EventSource does. */
  function follow(path: string, answers: IncomingMessage[]): void {
    const request = get(`${shield.address}${path}`, { agent: keptAlive }, (answer) => {
      answers.push(answer);
      answer.resume();
      answer.once('error', () => undefined);
      answer.once('end', () => follow(path, answers));
    });
    request.once('error', () => undefined);
  }

  it('ends within 5 s despite followers that reconnect, and refuses streams with 503 and Connection: close', async () => {
    const id = await held('held-followed');
    const answers: IncomingMessage[] = [];
    for (let count = 0; count < 40; count++) follow('/v2/events', answers);
    for (let count = 0; count < 20; count++) follow(`/v2/commits/${id}/events`, answers);
    await until('the streams', 10, () => answers.length === 60);
    follow(`/v2/commits/${id}?wait=60`, []);
    const order = { ip: IP, container: 'held-sync', image: 'registry.example.com/alice:v1' };
    const waiter = shield.client.post('/v1/commit/sync', order);
    await until('the waiter', 10, async () => (await shield.client.query('held-sync')).success);

    const start = performance.now();
    await shield.terminate();
    await waiter;
    expect(performance.now() - start).toBeLessThan(MAX_END_MS);
    const refused = answers.slice(60);
    expect(refused.length).toBeGreaterThan(0);
    for (const { statusCode, headers } of refused) {
      expect([statusCode, headers.connection, headers['content-type']]).toEqual([
        503,
        'close',
        expect.stringContaining('application/problem+json'),
      ]);
    }
  });

  it('answers other calls meanwhile, and closes their connections', async () => {
    const id = await held('held-polled');
    const answers: IncomingMessage[] = [];
    for (const path of ['/v1/commit/query?transaction_id=x', `/v2/commits/${id}?wait=1`, '/health/live']) {
      follow(path, answers);
    }
    await until('the first answers', 10, () => answers.length > 20);
    const start = performance.now();
    await shield.terminate();
    expect(performance.now() - start).toBeLessThan(MAX_END_MS);
    const last = answers.at(-1)!;
    expect([last.statusCode, last.headers.connection]).toEqual([200, 'close']);
  });
});

describe('a SQLite file', () => {
  let folder: string;

  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'image-factory-lock-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const start = (file: string) =>
    ShieldProcess.start({ configuration: { database_url: `sqlite:${join(folder, file)}` } });

  it('serves one shield at a time, and the next one as soon as the first is killed', async () => {
    const first = await start('records.db');
    await expect(start('records.db')).rejects.toThrow(/another shield uses this file/);
    expect((await first.client.get('/health/live')).status).toBe(200);
    await first.kill();
    const next = await start('records.db');
    await next.stop();
    await first.stop();
  });

  it('is not created in a missing folder', async () => {
    await expect(start('missing/records.db')).rejects.toThrow(/folder .*missing does not exist/);
  });
});

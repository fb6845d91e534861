import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentCommitRequest, Envelope } from '@image-factory/contracts';
import { Pool } from 'undici';

/*
 * Simulates many agents in one process, each with its own IP and its own path on one HTTP server. They follow the
 * protocol of real agents: register every 30 s, accept commits, report each step until it is acknowledged. No container
 * is committed; each step only waits.
 *
 * Arguments: address of the shield, number of agents. Sends a message when all agents are registered.
 */
const [shieldAddress = '', count = '1'] = process.argv.slice(2);
const REGISTER_INTERVAL_MS = 30_000;
const STEPS = ['PROCESSING', 'COMMITTING', 'PUSHING', 'PUSHING', 'SUCCEEDED'] as const;
const DIGEST = `sha256:${createHash('sha256').update('a manifest').digest('hex')}`;

/** Duration of a step, in milliseconds. */
const MIN_STEP_MS = 50;
const MAX_STEP_MS = 200;

const shield = new Pool(shieldAddress, { connections: 64, keepAliveMaxTimeout: 1_000 });
const bootId = randomUUID();
/** Running commits of each agent, by transaction id. */
const running = Array.from({ length: Number(count) }, () => new Map<string, number | undefined>());

async function send(method: 'POST' | 'PUT', path: string, body: object): Promise<Envelope> {
  const headers = { 'content-type': 'application/json' };
  const answer = await shield.request({ method, path, headers, body: JSON.stringify(body) });
  return (await answer.body.json()) as Envelope;
}

async function register(index: number, address: string): Promise<void> {
  const commits = [...running[index]!].map(([transaction, attempt]) => ({ transaction, attempt }));
  const registration = {
    ip: ipOf(index),
    address: `${address}/agent-${index}`,
    node_id: `node-${index}`,
    boot_id: bootId,
  };
  const { success, msg } = await send('POST', '/v1/agent/register', { ...registration, running: commits });
  if (!success) throw new Error(`Agent ${index} was refused: ${msg}`);
}

async function commit(index: number, { transaction, attempt }: AgentCommitRequest): Promise<void> {
  if (running[index]!.has(transaction)) return;
  running[index]!.set(transaction, attempt);
  for (const [step, status] of STEPS.entries()) {
    await sleep(MIN_STEP_MS + Math.random() * (MAX_STEP_MS - MIN_STEP_MS));
    const report = { transaction, attempt, seq: step + 1, status, status_msg: status.toLowerCase(), boot_id: bootId };
    await acknowledged(status === 'SUCCEEDED' ? { ...report, digest: DIGEST } : report);
  }
  running[index]!.delete(transaction);
}

async function acknowledged(report: object): Promise<void> {
  while (!(await send('PUT', '/v1/commit/status', report).catch(() => ({ success: false }))).success) await sleep(500);
}

async function answer(request: IncomingMessage): Promise<object> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://agent');
  const [, number = '0', path = ''] = /^\/agent-(\d+)(\/.*)$/.exec(pathname) ?? [];
  const index = Number(number);
  switch (path) {
    case '/health':
      return { success: true, msg: 'ok' };
    case '/v1/container/identity': {
      const id = createHash('sha256')
        .update(`${index}/${searchParams.get('container')}`)
        .digest('hex');
      return { success: true, msg: 'ok', id };
    }
    case '/v1/commit/async':
      void commit(index, (await json(request)) as AgentCommitRequest);
      return { success: true, msg: 'accepted', boot_id: bootId };
    default:
      return { success: false, msg: 'not found' };
  }
}

/** Also used by the load generator. */
function ipOf(index: number): string {
  return `10.0.${index >> 8}.${index & 255}`;
}

const server = createServer((request, response) => {
  void answer(request).then((body) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  void registerAll(address).then(() => process.send?.('registered'));
});

async function registerAll(address: string): Promise<void> {
  const started = performance.now();
  await Promise.all(running.map((_, index) => register(index, address)));
  const durationMs = performance.now() - started;
  console.log(`${running.length} agents registered in ${(durationMs / 1000).toFixed(1)} s`);
  for (const index of running.keys()) {
    const again = () => void register(index, address).catch((error: unknown) => console.error(error));
    setTimeout(() => setInterval(again, REGISTER_INTERVAL_MS), (REGISTER_INTERVAL_MS * index) / running.length);
  }
}

process.once('disconnect', () => process.exit());

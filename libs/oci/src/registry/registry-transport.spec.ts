import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { RegistryTransport } from './registry-transport.js';

const { signal } = new AbortController();
const credentials = { username: 'alice', password: 'secret' };
const open: { close(): unknown }[] = [];

/** A server that records the Authorization of every request; returns its host and port, and the records. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => void,
): Promise<{ address: string; seen: (string | undefined)[] }> {
  const seen: (string | undefined)[] = [];
  const server: Server = createServer((request, response) => {
    if (request.url === '/v2/') return response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    seen.push(request.headers.authorization);
    return answer(request, response, seen.length);
  });
  open.push({ close: () => (server.closeAllConnections(), server.close()) });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function transport(registry: string): RegistryTransport {
  const made = new RegistryTransport({ registry, insecure: true, credentials });
  open.push(made);
  return made;
}

const question = {
  step: 'ask',
  method: 'GET',
  target: '/v2/a/b/blobs/x',
  what: 'a question',
  scopes: [],
  expect: [200],
} as const;

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

describe('RegistryTransport', () => {
  it('follows a redirect to another host without the login', async () => {
    const store = await serve((_request, response) => response.end('content'));
    const registry = await serve((_request, response) => {
      response.writeHead(307, { location: `http://${store.address}/bucket/x?signature=y` }).end();
    });
    const { content } = await transport(registry.address).send(question, signal);
    expect(String(content)).toBe('content');
    expect(registry.seen).toEqual([`Basic ${Buffer.from('alice:secret').toString('base64')}`]);
    expect(store.seen).toEqual([undefined]);
  });

  it('sends an upload to another host without the login', async () => {
    const store = await serve((request, response) => request.resume().on('end', () => response.writeHead(202).end()));
    const registry = await serve((_request, response) => response.end());
    const client = transport(registry.address);
    const target = new URL(`http://${store.address}/upload`);
    await client.send({ ...question, method: 'PATCH', target, body: Buffer.from('x'), expect: [202] }, signal);
    expect(store.seen).toEqual([undefined]);
  });

  it('tries again after a passing failure', async () => {
    const { address, seen } = await serve((request, response, count) => {
      if (count === 1) request.socket.destroy();
      else response.writeHead(count === 2 ? 503 : 200).end('at last');
    });
    const { content } = await transport(address).send(question, signal);
    expect(String(content)).toBe('at last');
    expect(seen).toHaveLength(3);
  });

  it('does not retry failures that are not retryable', async () => {
    const { address, seen } = await serve((_request, response) => response.writeHead(400).end());
    await expect(transport(address).send(question, signal)).rejects.toMatchObject({ code: 'registry_unsupported' });
    expect(seen).toHaveLength(1);
  });

  it('stops waiting for an answer on abort', async () => {
    const abort = new AbortController();
    const { address } = await serve(() => abort.abort());
    await expect(transport(address).send(question, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('refuses an answer without end', async () => {
    const { address } = await serve((_request, response) => {
      const more = (): void => {
        while (response.write(Buffer.alloc(2 ** 20)));
        response.once('drain', more);
      };
      more();
    });
    const asking = transport(address).send({ ...question, repeat: false }, signal);
    await expect(asking).rejects.toMatchObject({ code: 'registry_unsupported' });
  });

  it('reports a server that is not a registry', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end('<html>'));
    open.push({ close: () => (server.closeAllConnections(), server.close()) });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(transport(address).send(question, signal)).rejects.toMatchObject({
      code: 'registry_unsupported',
      message: `The registry ${address} answered 404 to a question.`,
    });
  });
});

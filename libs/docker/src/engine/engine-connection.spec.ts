import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DockerHost } from './docker-host.js';
import { EngineConnection } from './engine-connection.js';

interface Versions {
  readonly ApiVersion?: string;
  readonly MinAPIVersion?: string;
}

/** Implements enough of the API for a negotiation, in the given versions. */
class VersionedEngine {
  readonly paths: string[] = [];
  private server: Server | undefined;

  constructor(private readonly socketPath: string) {}

  async start(versions: Versions): Promise<void> {
    this.server = createServer((request, response) => {
      const path = request.url ?? '';
      this.paths.push(path);
      const asked = /^\/v(1\.\d+)\//.exec(path)?.[1];
      const old = asked !== undefined && Number(asked.slice(2)) < Number(versions.MinAPIVersion?.slice(2));
      response.writeHead(old ? 400 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(old ? { message: `client version ${asked} is too old.` } : versions));
    });
    this.server.listen(this.socketPath);
    await once(this.server, 'listening');
  }

  async stop(): Promise<void> {
    this.server?.close();
    if (this.server) await once(this.server, 'close');
    this.server = undefined;
  }
}

describe('EngineConnection', () => {
  let folder: string;
  let engine: VersionedEngine;
  let connection: EngineConnection;
  const info = (): Promise<unknown> => connection.call('describe itself', ({ prompt }) => prompt.info());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'engine-'));
    const socketPath = join(folder, 'docker.sock');
    engine = new VersionedEngine(socketPath);
    connection = new EngineConnection(DockerHost.parse({ host: `unix://${socketPath}` }));
  });
  afterEach(async () => {
    await engine.stop();
    await rm(folder, { recursive: true });
  });

  it.each([
    [{ ApiVersion: '1.41', MinAPIVersion: '1.12' }, '/v1.41/info'],
    [{ ApiVersion: '1.24' }, '/v1.24/info'],
    [{ ApiVersion: '1.99', MinAPIVersion: '1.44' }, '/v1.47/info'],
  ])('uses the newest version that both support: %j', async (versions, path) => {
    await engine.start(versions);
    await info();
    await info();
    expect(engine.paths).toEqual(['/version', path, path]);
  });

  it.each([
    [{ ApiVersion: '1.23' }, 'speaks version 1.23 of the API; 1.24 is needed at least'],
    [{}, 'speaks version unknown of the API'],
    [{ ApiVersion: '1.99', MinAPIVersion: '1.60' }, 'requires version 1.60 of the API'],
  ])('refuses an engine that is too far away: %j', async (versions, reason) => {
    await engine.start(versions);
    await expect(info()).rejects.toMatchObject({
      code: 'engine_failed',
      message: expect.stringContaining(reason),
    });
  });

  it('negotiates again after the engine was unreachable', async () => {
    await engine.start({ ApiVersion: '1.41' });
    await info();
    await engine.stop();
    await expect(info()).rejects.toMatchObject({ code: 'engine_unreachable' });
    await engine.start({ ApiVersion: '1.43' });
    await info();
    expect(engine.paths.at(-1)).toBe('/v1.43/info');
  });

  it('negotiates and retries when another engine has silently replaced it', async () => {
    await engine.start({ ApiVersion: '1.41' });
    await info();
    await engine.stop();
    await engine.start({ ApiVersion: '1.46', MinAPIVersion: '1.44' });
    await info();
    expect(engine.paths.slice(-3)).toEqual(['/v1.41/info', '/version', '/v1.46/info']);
  });
});

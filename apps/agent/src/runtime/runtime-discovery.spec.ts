import { createServer, type Server } from 'node:net';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ContainerRuntime, RuntimeCandidate } from '@image-factory/runtime';
import { RuntimeDiscovery } from './runtime-discovery.js';

describe('RuntimeDiscovery', () => {
  let folder: string;
  const servers: Server[] = [];
  beforeAll(() => void Logger.overrideLogger(false));
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'discovery-'))));
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(() => resolve(undefined)));
    rmSync(folder, { recursive: true });
  });

  const listen = async (name: string): Promise<void> => {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(join(folder, name), resolve));
  };

  /** A candidate, and the runtime that it opens. */
  const candidate = (name: string, options: Partial<RuntimeCandidate> & { serves?: () => Promise<boolean> } = {}) => {
    const runtime = { name } as unknown as ContainerRuntime;
    const state = { closed: 0 };
    const all: RuntimeCandidate = {
      label: name,
      socketPath: join(folder, name),
      isConfigured: false,
      open: () => ({
        runtime,
        serves: options.serves ?? (() => Promise.resolve(true)),
        close: () => void state.closed++,
      }),
      ...options,
    };
    return Object.assign(all, { runtime, state });
  };

  it('serves what answers at the usual places, in the order of preference', async () => {
    const [docker, podman, containerd] = ['docker', 'podman', 'containerd'].map((name) => candidate(name));
    await listen('containerd');
    await listen('docker');
    const discovery = new RuntimeDiscovery([docker!, podman!, containerd!]);
    expect(await discovery.serving()).toEqual([docker!.runtime, containerd!.runtime]);
  });

  it('serves a configured runtime that does not answer', async () => {
    const docker = candidate('docker', { isConfigured: true });
    expect(await new RuntimeDiscovery([docker]).serving()).toEqual([docker.runtime]);
  });

  it('finds a runtime that starts later, and keeps it when it is away', async () => {
    const docker = candidate('docker');
    const discovery = new RuntimeDiscovery([docker]);
    await expect(discovery.serving()).rejects.toMatchObject({
      code: 'engine_unreachable',
      message: 'No container runtime answers on this node; looked for docker.',
    });
    await listen('docker');
    await discovery.discover();
    await new Promise((resolve) => servers.pop()!.close(() => resolve(undefined)));
    await discovery.discover();
    expect(await discovery.serving()).toEqual([docker.runtime]);
  });

  it('skips a runtime that has nothing to serve, fails, or hangs', async () => {
    const idle = candidate('idle', { serves: () => Promise.resolve(false) });
    const failing = candidate('failing', { serves: () => Promise.reject(new Error('away')) });
    const hanging = candidate('hanging', { serves: () => new Promise(() => undefined) });
    for (const name of ['idle', 'failing', 'hanging']) await listen(name);
    await expect(new RuntimeDiscovery([idle, failing, hanging]).serving()).rejects.toThrow('No container runtime');
    expect([idle, failing, hanging].map(({ state }) => state.closed)).toEqual([1, 1, 1]);
  });

  it('serves a runtime with two sockets once', async () => {
    const [docker, podman] = [candidate('docker'), candidate('podman')];
    await listen('podman');
    symlinkSync(join(folder, 'podman'), join(folder, 'docker'));
    expect(await new RuntimeDiscovery([docker, podman]).serving()).toEqual([docker.runtime]);
  });

  it('closes what it has opened', async () => {
    const docker = candidate('docker', { isConfigured: true });
    const discovery = new RuntimeDiscovery([docker]);
    await discovery.serving();
    discovery.onApplicationShutdown();
    expect(docker.state.closed).toBe(1);
  });
});

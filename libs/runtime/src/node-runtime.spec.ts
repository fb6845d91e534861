import { describe, expect, it, jest } from '@jest/globals';
import { FactoryError } from '@image-factory/errors';
import type { ContainerRuntime, NodeRuntimes } from './index.js';
import { NodeRuntime } from './node-runtime.js';

const [DOCKERS, PODS] = ['d'.repeat(64), 'c'.repeat(64)];

/** A runtime with one container. */
class OneContainer {
  failure?: FactoryError;
  readonly paused: string[] = [];

  constructor(
    private readonly id: string,
    private readonly names: readonly string[],
    private readonly createdAt: number,
    private readonly access: object = { insecure: false },
  ) {}

  get runtime(): ContainerRuntime {
    const summary = { id: this.id, createdAt: new Date(this.createdAt) };
    return {
      facts: () => this.answer({ id: this.id, version: '1' }),
      ping: () => this.answer(undefined),
      containers: {
        find: async (name: string) => {
          if (this.failure) throw this.failure;
          if (name.includes('://') && !this.names.includes(name)) throw new FactoryError('invalid_container', name);
          if (name !== this.id && !this.names.includes(name)) throw new FactoryError('container_not_found', name);
          return Promise.resolve({ id: this.id, name });
        },
        list: () => this.answer([summary]),
      },
      pauser: { pause: (id: string) => this.answer(void this.paused.push(id)) },
      registryTrust: { accessTo: () => this.answer(this.access) },
      nativeCommit: { removeLeftovers: () => this.answer(2), settled: () => Promise.resolve() },
    } as unknown as ContainerRuntime;
  }

  private answer<T>(value: T): Promise<T> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(value);
  }
}

const docker = () => new OneContainer(DOCKERS, ['redis', `docker://${DOCKERS}`], 1_000);
const containerd = () => new OneContainer(PODS, ['redis', 'default/web/app', `containerd://${PODS}`], 2_000);
const unreachable = () => new FactoryError('engine_unreachable', 'away');

function node(...runtimes: readonly OneContainer[]): NodeRuntime {
  const serving = runtimes.map(({ runtime }) => runtime);
  return new NodeRuntime({ serving: () => Promise.resolve(serving) });
}

describe('NodeRuntime', () => {
  it.each([
    [`docker://${DOCKERS}`, DOCKERS],
    [`containerd://${PODS}`, PODS],
    ['default/web/app', PODS],
    ['redis', DOCKERS],
  ])('finds %s in the runtime that has it, the preferred one first', async (name, id) => {
    expect(await node(docker(), containerd()).containers.find(name)).toMatchObject({ id });
  });

  it('lists the containers of all runtimes, newest first', async () => {
    const list = await node(docker(), containerd()).containers.list();
    expect(list.map(({ id }) => id)).toEqual([PODS, DOCKERS]);
  });

  it('calls the runtime of a container, known or not', async () => {
    const [one, other] = [docker(), containerd()];
    await node(one, other).pauser.pause(PODS);
    expect([one.paused, other.paused]).toEqual([[], [PODS]]);
  });

  it('calls only the runtime of a container, once it is found', async () => {
    const [one, other] = [docker(), containerd()];
    const both = node(one, other);
    await both.containers.find('default/web/app');
    one.failure = unreachable();
    expect(await both.containers.find(PODS)).toMatchObject({ id: PODS });
  });

  it.each([
    ['away', 'engine_unreachable', true],
    ['away', 'container_not_found', false],
    ['docker://away', 'container_not_found', false],
    ['docker://away', 'engine_unreachable', true],
    ['none://away', 'invalid_container', false],
  ])('fails for %s by the most relevant reason: %s', async (name, code, isDockerAway) => {
    const [one, other] = [docker(), containerd()];
    if (isDockerAway) one.failure = unreachable();
    else if (name.startsWith('docker://')) one.failure = new FactoryError('container_not_found', name);
    await expect(node(one, other).containers.find(name)).rejects.toMatchObject({ code });
  });

  it('accepts for a registry what one of the runtimes accepts', async () => {
    const certificates = (name: string) => ({ authorities: [name] });
    const one = new OneContainer(DOCKERS, [], 1, { insecure: true, certificates: certificates('a') });
    const other = new OneContainer(PODS, [], 1, {
      ...{ insecure: false, proxies: { httpProxy: 'http://p:1' } },
      certificates: { ...certificates('b'), certificate: 'c', key: 'k' },
    });
    expect(await node(one, other).registryTrust.accessTo('r:5000')).toEqual({
      insecure: true,
      proxies: { httpProxy: 'http://p:1', httpsProxy: undefined, noProxy: '' },
      certificates: { authorities: ['a', 'b'], certificate: 'c', key: 'k' },
    });
  });

  it('reaches registries while one of the runtimes is away, but not against unreadable settings', async () => {
    const [one, other] = [docker(), containerd()];
    one.failure = unreachable();
    expect(await node(one, other).registryTrust.accessTo('r:5000')).toEqual({ insecure: false });
    one.failure = new FactoryError('registry_untrusted', 'unreadable');
    await expect(node(one, other).registryTrust.accessTo('r:5000')).rejects.toBe(one.failure);
  });

  it('answers only if all runtimes do, and removes what all of them have left', async () => {
    const [one, other] = [docker(), containerd()];
    const both = node(one, other);
    expect(await both.nativeCommit.removeLeftovers()).toBe(4);
    await both.ping();
    other.failure = unreachable();
    await expect(both.ping()).rejects.toBe(other.failure);
    await expect(both.nativeCommit.removeLeftovers()).rejects.toBe(other.failure);
  });

  it('fails while the node has no runtime', async () => {
    const serving = jest.fn<NodeRuntimes['serving']>().mockRejectedValue(unreachable());
    const none = new NodeRuntime({ serving });
    await expect(none.facts()).rejects.toMatchObject({ code: 'engine_unreachable' });
    await none.nativeCommit.settled();
  });
});

describe('the registries of a node', () => {
  const registry = 'r.example.com:5000';
  const nodeWith = (listed: readonly string[], ...accesses: readonly object[]) => {
    const runtimes = accesses.map((access, index) => new OneContainer(`${index}`, [], 0, access).runtime);
    const serving = { serving: () => Promise.resolve(runtimes) } as unknown as NodeRuntimes;
    return new NodeRuntime(serving, listed).registryTrust.accessTo(registry);
  };
  const secure = { insecure: false };
  const specific = { insecure: false, isSpecific: true };

  it.each<[string, string[], object[], boolean]>([
    ['no list and no file', [], [secure], false],
    ['the list of the agent', [registry], [secure], true],
    ['the list of the agent, for two runtimes', [registry], [secure, secure], true],
    ['a list that names another port', ['r.example.com:5001'], [secure], false],
    ['the list of Docker', [], [{ insecure: true }, secure], true],
    ['a hosts.toml before all lists', [registry], [{ insecure: true }, specific], false],
    ['a hosts.toml that allows plain HTTP', [], [secure, { insecure: true, isSpecific: true }], true],
  ])('are insecure by %s: %j', async (_, listed, accesses, insecure) => {
    expect(await nodeWith(listed, ...accesses)).toMatchObject({ insecure });
  });

  it('have the mirrors of all runtimes', async () => {
    const [one, other] = [
      { registry: 'one', insecure: true },
      { registry: 'other', insecure: false },
    ];
    const access = await nodeWith([], { insecure: false, mirrors: [one] }, { insecure: false, mirrors: [other] });
    expect(access.mirrors).toEqual([one, other]);
  });
});

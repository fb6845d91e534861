import { beforeEach, describe, expect, it } from '@jest/globals';
import { FactoryError } from '@image-factory/errors';
import type { ContainerdConnection } from '../api/containerd-connection.js';
import type { ContainerLookup } from '../containers/container-lookup.js';
import type { ContainerTasks } from '../containers/container-tasks.js';
import type { Freezer } from '@image-factory/runtime';
import { ContainerdPauser } from './containerd-pauser.js';

const ID = 'a'.repeat(64);

/** A container and its control group; containerd's own pause freezes the group, too, as runc does. */
class StubNode {
  status = 'RUNNING';
  frozen = false;
  writable = true;
  /** opencontainers/runc#5325: containerd reports a resumed container whose group is still frozen. */
  leavesFrozen = false;
  busy = 0;
  readonly warnings: string[] = [];

  readonly freezer: Freezer = {
    folder: '/group',
    isWritable: () => Promise.resolve(this.writable),
    isFrozen: () => Promise.resolve(this.frozen),
    freeze: () => Promise.resolve(void (this.frozen = true)),
    resume: () => Promise.resolve(void (this.frozen = false)),
  };

  pauser(): ContainerdPauser {
    return new ContainerdPauser({
      connection: { call: (name: string) => this.call(name) } as unknown as ContainerdConnection,
      lookup: { get: () => Promise.resolve({ controlGroup: '/group' }) } as unknown as ContainerLookup,
      tasks: { get: () => Promise.resolve({ pid: 42, status: this.status }) } as unknown as ContainerTasks,
      groups: { freezerOf: () => Promise.resolve(this.freezer) },
      warn: (message) => void this.warnings.push(message),
    });
  }

  private call(name: string): Promise<object> {
    if (name === 'Tasks.Pause' && this.busy-- > 0) {
      return Promise.reject(new FactoryError('engine_failed', 'containerd could not pause: unable to freeze.'));
    }
    this.status = name === 'Tasks.Pause' ? 'PAUSED' : 'RUNNING';
    this.frozen = name === 'Tasks.Pause' || this.leavesFrozen;
    return Promise.resolve({});
  }
}

describe('ContainerdPauser', () => {
  let node: StubNode;
  beforeEach(() => void (node = new StubNode()));

  it('resumes a group that containerd has left frozen, and warns', async () => {
    Object.assign(node, { status: 'PAUSED', frozen: true, leavesFrozen: true });
    await node.pauser().resume(ID);
    expect([node.status, node.frozen]).toEqual(['RUNNING', false]);
    expect(node.warnings).toEqual([expect.stringMatching(/its control group is still frozen/)]);
  });

  it('never resumes by hand what containerd has paused', async () => {
    node.writable = false;
    const pauser = node.pauser();
    await pauser.pause(ID);
    expect([node.status, node.frozen]).toEqual(['PAUSED', true]);
    expect(await pauser.resumeOffline(ID)).toBe(false);
    expect([node.status, node.frozen]).toEqual(['PAUSED', true]);
    await pauser.resume(ID);
    expect([node.status, node.frozen]).toEqual(['RUNNING', false]);
    expect(node.warnings).toEqual([expect.stringContaining('its files are lost')]);
  });

  it('retries the pause of a busy container', async () => {
    Object.assign(node, { writable: false, busy: 2 });
    await node.pauser().pause(ID);
    expect(node.status).toBe('PAUSED');
  });

  it('forgets a group that could not be frozen', async () => {
    node.freezer.freeze = () => Promise.reject(Object.assign(new Error('no'), { code: 'EROFS' }));
    const pauser = node.pauser();
    await expect(pauser.pause(ID)).rejects.toMatchObject({
      code: 'engine_failed',
      message: `The container ${ID} could not be paused by its control group (EROFS).`,
    });
    node.frozen = true;
    expect(await pauser.resumeOffline(ID)).toBe(false);
  });
});

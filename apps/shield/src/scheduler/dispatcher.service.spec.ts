import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { CommitStatus } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { NOON } from '../commit/state/stores/testing/waiting-record.js';
import { ShieldCore } from '../testing/shield-core.js';
import { DispatcherService } from './dispatcher.service.js';

const { INITIALIZED, PROCESSING, FAILED, SUCCEEDED } = CommitStatus;

describe('DispatcherService', () => {
  Logger.overrideLogger(false);
  let core: ShieldCore;
  let dispatcher: DispatcherService;

  beforeEach(async () => {
    jest.useFakeTimers({ now: NOON });
    core = new ShieldCore({ max_commits_per_node: 2 });
    const { configuration, agents, client, ledger, vault, secrets } = core;
    dispatcher = new DispatcherService(configuration, agents, client, ledger, vault, secrets);
    await core.register();
  });

  afterEach(async () => {
    await dispatcher.onApplicationShutdown();
    jest.useRealTimers();
  });

  /** One round, until the agents have answered. */
  async function dispatch(): Promise<void> {
    await dispatcher.dispatch();
    await jest.advanceTimersByTimeAsync(0);
  }

  const accepted = () => core.agent.accepted.map(({ container }) => container);

  it('dispatches a queued commit with its credentials and records the agent’s boot', async () => {
    const { id } = await core.post('alice', { hub_user: 'alice', hub_pwd: 'hunter2' });
    await dispatch();
    const sent = { transaction: id, attempt: 1, container: 'alice', hub_user: 'alice', hub_pwd: 'hunter2' };
    expect(core.agent.accepted).toEqual([expect.objectContaining(sent)]);
    expect(await core.records.get(id)).toMatchObject({ status: PROCESSING, bootId: 'boot-1', startedAt: NOON });
  });

  it('respects the limit per node, oldest first, and fills a slot as soon as it is free', async () => {
    const [first] = [await core.post('a'), await core.post('b'), await core.post('c'), await core.post('d')];
    await dispatch();
    expect(accepted()).toEqual(['a', 'b']);
    await dispatch();
    expect(accepted()).toEqual(['a', 'b']);
    await core.report(first.id, SUCCEEDED, { seq: 1 });
    await dispatch();
    expect(accepted()).toEqual(['a', 'b', 'c']);
  });

  it('gives every node its own slots', async () => {
    await core.register({ ip: '10.0.0.2', address: 'http://10.0.0.2:9002' });
    for (const name of ['a', 'b', 'c']) await core.post(name);
    await core.post('elsewhere', { ip: '10.0.0.2' });
    await dispatch();
    expect(accepted()).toEqual(['a', 'b', 'elsewhere']);
  });

  it('dispatches each commit once, although rounds overlap', async () => {
    await core.post('alice');
    await Promise.all([dispatch(), dispatch(), dispatch()]);
    expect(accepted()).toEqual(['alice']);
  });

  it('retries a retryable refusal with back-off', async () => {
    const { id } = await core.post('alice');
    core.agent.refusal = new FactoryError('agent_unreachable', 'The agent does not answer.');
    await dispatch();
    const postponed = await core.records.get(id);
    expect(postponed).toMatchObject({ status: INITIALIZED, dispatchFailures: 1 });
    // A second, with jitter.
    expect(postponed.dispatchAt).toBeGreaterThanOrEqual(NOON + 800);
    expect(postponed.dispatchAt).toBeLessThanOrEqual(NOON + 1_200);
    core.agent.refusal = undefined;
    await dispatch();
    expect(accepted()).toEqual([]);
    jest.setSystemTime(postponed.dispatchAt);
    await dispatch();
    expect(await core.records.get(id)).toMatchObject({ status: PROCESSING });
  });

  it('ends a commit after the limit of retryable refusals', async () => {
    const { id } = await core.post('alice');
    core.agent.refusal = new FactoryError('agent_unreachable', 'The agent does not answer.');
    for (let round = 0; round <= 12; round++) {
      expect(await core.records.get(id)).toMatchObject({ status: INITIALIZED, dispatchFailures: round });
      await dispatch();
      jest.setSystemTime(Date.now() + 18_000);
      await core.register();
    }
    expect(await core.records.get(id)).toMatchObject({ status: FAILED, errorCode: 'agent_unreachable' });
  });

  it('ends a commit at a final refusal, without its credentials', async () => {
    const { id } = await core.post('alice', { hub_user: 'alice', hub_pwd: 'hunter2' });
    core.agent.refusal = new FactoryError('container_not_found', 'No such container.');
    await dispatch();
    const record = await core.records.get(id);
    expect(record).toMatchObject({ status: FAILED, errorCode: 'container_not_found' });
    expect(record.credentials).toBeUndefined();
  });

  it('does not dispatch exclusions to an agent that was replaced by an older one', async () => {
    await core.register({ features: ['omissions'] });
    const { id } = await core.post('alice', { exclude: ['/home/alice/.ssh'] });
    await core.register();
    await dispatch();
    expect(accepted()).toEqual([]);
    expect(await core.records.get(id)).toMatchObject({ status: FAILED, errorCode: 'agent_outdated' });
  });

  it('dispatches without a round once a commit arrives', async () => {
    dispatcher.onApplicationBootstrap();
    await core.post('alice');
    await jest.advanceTimersByTimeAsync(0);
    expect(accepted()).toEqual(['alice']);
  });

  it('does not dispatch a cancelled commit', async () => {
    const { id } = await core.post('alice');
    await core.cancellation.request(id, 'bob');
    await dispatch();
    expect(accepted()).toEqual([]);
  });
});

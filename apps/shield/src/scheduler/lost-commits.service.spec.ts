import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { CommitStatus } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { contextHeaders, inRequestContext } from '@image-factory/service';
import { NOON } from '../commit/state/stores/testing/waiting-record.js';
import { ProcessTaskLock } from '../platform/task-lock/process-task.lock.js';
import { ShieldCore } from '../testing/shield-core.js';
import { HousekeepingService } from './housekeeping.service.js';
import { LostCommitsService } from './lost-commits.service.js';

const { INITIALIZED, PROCESSING, PUSHING, FAILED } = CommitStatus;
const SECOND_MS = 1_000;

describe('LostCommitsService', () => {
  Logger.overrideLogger(false);
  let core: ShieldCore;
  let lost: LostCommitsService;

  beforeEach(async () => {
    jest.useFakeTimers({ now: NOON });
    core = new ShieldCore({ agent_lost_after: 120, commit_timeout: 3_600 });
    const { configuration, agents, ledger, cancellation, records } = core;
    lost = new LostCommitsService(configuration, agents, ledger, cancellation, records, new ProcessTaskLock());
    lost.onApplicationBootstrap();
    await core.register();
  });

  afterEach(() => {
    lost.onApplicationShutdown();
    jest.useRealTimers();
  });

  const settle = () => jest.advanceTimersByTimeAsync(0);
  const later = (seconds: number) => jest.setSystemTime(Date.now() + seconds * SECOND_MS);

  /** The agent restarts and registers again. */
  async function restart(bootId: string, running: string[] = []): Promise<void> {
    core.agent.bootId = bootId;
    await core.register({ running: running.map((transaction) => ({ transaction, attempt: 1 })) });
    await settle();
  }

  it('fails the commits of a silent agent as agent_lost, and no others', async () => {
    const running = await core.dispatched('alice');
    const { id: queued } = await core.post('bob');
    later(121);
    await lost.giveUp();
    expect(await core.records.get(running)).toMatchObject({ status: FAILED, errorCode: 'agent_lost' });
    expect(await core.records.get(queued)).toMatchObject({ status: INITIALIZED });
  });

  it('leaves the commits of an agent that registers, although they make no progress', async () => {
    const id = await core.dispatched('alice');
    later(119);
    await core.register();
    later(119);
    await lost.giveUp();
    expect(await core.records.get(id)).toMatchObject({ status: PROCESSING });
  });

  it('ends a commit of a silent agent as cancelled if that was requested', async () => {
    const id = await core.dispatched('alice');
    core.agent.stopRefusal = new FactoryError('agent_unreachable', 'No.');
    await core.cancellation.request(id, 'bob');
    later(121);
    await lost.giveUp();
    expect(await core.records.get(id)).toMatchObject({ status: FAILED, errorCode: 'cancelled' });
  });

  it('repeats the request to stop a cancelled commit', async () => {
    const id = await core.dispatched('alice');
    core.agent.stopRefusal = new FactoryError('agent_unreachable', 'No.');
    await core.cancellation.request(id, 'bob');
    core.agent.stopRefusal = undefined;
    await lost.giveUp();
    await settle();
    expect(core.agent.stopped).toEqual([id]);
  });

  it('fails a commit that exceeds its time limit, although its agent reports', async () => {
    const id = await core.dispatched('alice');
    later(3_601);
    await core.register();
    await core.report(id, PUSHING, { seq: 1 });
    await lost.giveUp();
    expect(await core.records.get(id)).toMatchObject({ status: FAILED, errorCode: 'commit_timeout' });
  });

  it('queues a commit again whose agent restarted without it, at most three attempts', async () => {
    const id = await core.dispatched('alice');
    for (const attempt of [2, 3]) {
      await restart(`boot-${attempt}`);
      expect(await core.records.get(id)).toMatchObject({ status: INITIALIZED, attempt });
      await core.ledger.apply(id, { kind: 'dispatch', at: Date.now(), bootId: core.agent.bootId });
    }
    await restart('boot-4');
    expect(await core.records.get(id)).toMatchObject({ status: FAILED, errorCode: 'agent_lost', attempt: 3 });
  });

  it('leaves a commit that the restarted agent still runs', async () => {
    const id = await core.dispatched('alice');
    await restart('boot-2', [id]);
    expect(await core.records.get(id)).toMatchObject({ status: PROCESSING, attempt: 1 });
  });

  it('fails a commit whose agent was replaced by one of the first generation', async () => {
    const id = await core.dispatched('alice');
    core.agent.bootId = undefined;
    await core.register({ running: undefined });
    await settle();
    expect(await core.records.get(id)).toMatchObject({ status: FAILED, errorCode: 'agent_lost' });
  });

  describe('restores the request context of each commit', () => {
    const traceOf = (name: string) => `00-${name.repeat(32)}-${name.repeat(16)}-01`;
    const contextOf = (name: string) => ({ requestId: `request-${name}`, traceParent: traceOf(name) });
    const expected = ['a', 'b'].map((name) => ({ 'x-request-id': `request-${name}`, traceparent: traceOf(name) }));
    let seen: unknown[];

    beforeEach(async () => {
      for (const name of ['a', 'b']) await inRequestContext(contextOf(name), () => core.dispatched(name));
      seen = [];
      core.ledger.changes.subscribe(() => seen.push(contextHeaders()));
    });

    it('when it fails the commits of a silent agent', async () => {
      later(121);
      await lost.giveUp();
      expect(seen).toEqual(expected);
    });

    it('when it queues commits again, not that of the registration', async () => {
      await inRequestContext({ requestId: 'registration' }, () => restart('boot-2'));
      expect(seen).toEqual(expected);
    });
  });

  it('makes a postponed commit due as soon as its agent registers', async () => {
    const { id } = await core.post('alice');
    await core.ledger.apply(id, { kind: 'back-off', at: NOON, until: NOON + 15 * SECOND_MS, reason: 'waiting' });
    later(1);
    await core.register();
    await settle();
    expect(await core.records.get(id)).toMatchObject({ dispatchAt: NOON + 1 * SECOND_MS });
  });
});

describe('HousekeepingService', () => {
  Logger.overrideLogger(false);
  let core: ShieldCore;
  let housekeeping: HousekeepingService;

  beforeEach(async () => {
    jest.useFakeTimers({ now: NOON });
    core = new ShieldCore({ max_commit_exist_time: 60 });
    housekeeping = new HousekeepingService(core.agents, core.ledger, core.records, new ProcessTaskLock());
    await core.register();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('removes ended commits after their retention, and never a running one', async () => {
    const { id: ended } = await core.post('alice', {}, 'key-1');
    await core.cancellation.request(ended, 'alice');
    const running = await core.dispatched('bob');
    jest.setSystemTime(NOON + 60 * SECOND_MS);
    await housekeeping.removeOldRecords();
    expect(await core.records.findByKey('key-1')).toMatchObject({ id: ended });
    jest.setSystemTime(NOON + 61 * SECOND_MS);
    await housekeeping.removeOldRecords();
    expect(await core.records.findByKey('key-1')).toBeUndefined();
    expect(await core.records.find(running)).toBeDefined();
  });

  it('forgets an agent after a day of silence', async () => {
    jest.setSystemTime(NOON + 86_400 * SECOND_MS);
    await housekeeping.forgetSilentAgents();
    expect(await core.agents.list()).toHaveLength(1);
    jest.setSystemTime(NOON + 86_401 * SECOND_MS);
    await housekeeping.forgetSilentAgents();
    expect(await core.agents.list()).toEqual([]);
  });
});

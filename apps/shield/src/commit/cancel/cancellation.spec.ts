import { beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { CommitStatus } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { ShieldCore } from '../../testing/shield-core.js';

const { PROCESSING, FAILED, SUCCEEDED } = CommitStatus;

describe('Cancellation', () => {
  Logger.overrideLogger(false);
  let core: ShieldCore;

  beforeEach(async () => {
    core = new ShieldCore();
    await core.register();
  });

  it('ends a queued commit at once, without its agent', async () => {
    const { id } = await core.post('alice');
    const record = await core.cancellation.request(id, 'bob');
    expect(record).toMatchObject({ status: FAILED, errorCode: 'cancelled', cancelledBy: 'bob' });
    expect(core.agent.stopped).toEqual([]);
  });

  it('keeps a dispatched commit running until its agent reports that it has stopped', async () => {
    const id = await core.dispatched('alice');
    await core.cancellation.request(id, 'bob');
    expect(core.agent.stopped).toEqual([id]);
    expect(await core.records.get(id)).toMatchObject({ status: PROCESSING, statusMsg: 'being cancelled by bob' });
    await core.report(id, FAILED, { seq: 1, error_code: 'cancelled' });
    expect(await core.records.get(id)).toMatchObject({ status: FAILED, errorCode: 'cancelled' });
  });

  it('ends a dispatched commit that its agent has lost', async () => {
    const id = await core.dispatched('alice');
    core.agent.stopRefusal = new FactoryError('commit_not_found', 'No such commit.');
    await core.cancellation.request(id, 'bob');
    expect(await core.records.get(id)).toMatchObject({ status: FAILED, errorCode: 'cancelled' });
  });

  it('reports an agent that does not answer, and stops the commit when the request is repeated', async () => {
    const id = await core.dispatched('alice');
    core.agent.stopRefusal = new FactoryError('agent_unreachable', 'No.');
    await core.cancellation.request(id, 'bob');
    const record = await core.records.get(id);
    expect(record).toMatchObject({ status: PROCESSING, statusMsg: expect.stringContaining('does not answer') });
    core.agent.stopRefusal = undefined;
    core.cancellation.pursue(record);
    await new Promise(setImmediate);
    expect(core.agent.stopped).toEqual([id]);
  });

  it('is idempotent and keeps the first requester', async () => {
    const { id } = await core.post('alice');
    const first = await core.cancellation.request(id, 'bob');
    expect(await core.cancellation.request(id, 'carol')).toEqual(first);
  });

  it('refuses a commit that has succeeded, and leaves it unchanged', async () => {
    const id = await core.dispatched('alice');
    await core.report(id, SUCCEEDED, { seq: 1 });
    await expect(core.cancellation.request(id, 'bob')).rejects.toMatchObject({ code: 'commit_ended' });
    expect(await core.records.get(id)).toMatchObject({ status: SUCCEEDED });
  });

  it('refuses an unknown commit', async () => {
    await expect(core.cancellation.request('no-such-id', 'bob')).rejects.toMatchObject({ code: 'commit_not_found' });
  });

  it('refuses a commit of a healthy first-generation agent, which cannot stop it', async () => {
    core.agent.bootId = undefined;
    await core.register();
    const id = await core.dispatched('alice');
    await expect(core.cancellation.request(id, 'bob')).rejects.toMatchObject({ code: 'cancel_unavailable' });
    expect((await core.records.get(id)).cancelledBy).toBeUndefined();
  });
});

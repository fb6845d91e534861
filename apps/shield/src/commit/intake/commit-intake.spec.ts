import { beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { CommitStatus } from '@image-factory/contracts';
import { inRequestContext } from '@image-factory/service';
import { ShieldCore } from '../../testing/shield-core.js';

describe('CommitIntake', () => {
  Logger.overrideLogger(false);
  let core: ShieldCore;

  beforeEach(async () => {
    core = new ShieldCore();
    await core.register();
  });

  const stored = () => core.records.list({}, { limit: 100 });

  it('stores a queued commit and returns it with its id', async () => {
    const record = await core.post('alice', { author: 'Alice', note: 'before lunch' });
    expect(record).toMatchObject({
      status: CommitStatus.INITIALIZED,
      author: 'Alice',
      note: 'before lunch',
      attempt: 1,
    });
    expect(await core.records.get(record.id)).toEqual(record);
  });

  it.each([
    ['an invalid image reference', { image: 'Registry/UPPER:latest' }],
    ['a password without a user', { hub_pwd: 'hunter2' }],
    ['an invalid path to exclude', { exclude: [''] }],
  ])('refuses %s and stores nothing', async (_fault, fields) => {
    await expect(core.post('alice', fields)).rejects.toHaveProperty('code');
    expect(await stored()).toEqual([]);
  });

  it('refuses a node without a registered agent', async () => {
    await expect(core.post('alice', { ip: '10.0.0.9' })).rejects.toMatchObject({ code: 'agent_not_online' });
    expect(await stored()).toEqual([]);
  });

  it('refuses exclusions if the agent would ignore them', async () => {
    const fields = { exclude: ['/home/alice/.ssh'] };
    await expect(core.post('alice', fields)).rejects.toMatchObject({ code: 'agent_outdated' });
    await core.register({ features: ['omissions'] });
    expect(await core.post('alice', fields)).toMatchObject(fields);
  });

  it('refuses a second commit of a container under its other name, and names the running one', async () => {
    core.agent.containers.set('alice', 'f00d').set('f00d', 'f00d');
    const { id } = await core.post('alice');
    await expect(core.post('f00d')).rejects.toMatchObject({
      code: 'commit_running',
      extensions: { transaction_id: id },
    });
    expect(await stored()).toHaveLength(1);
  });

  it('accepts a container again once its commit has ended', async () => {
    const { id } = await core.post('alice');
    await core.cancellation.request(id, 'alice');
    expect((await core.post('alice')).id).not.toBe(id);
  });

  it('returns the same commit for a repeated idempotency key', async () => {
    const { id } = await core.post('alice', {}, 'key-1');
    expect((await core.post('alice', {}, 'key-1')).id).toBe(id);
    expect((await core.post('alice', { author: '' }, 'key-1')).id).toBe(id);
    expect(await stored()).toHaveLength(1);
  });

  it('returns one commit to two simultaneous requests with one idempotency key', async () => {
    const [first, second] = await Promise.all([core.post('alice', {}, 'key-1'), core.post('alice', {}, 'key-1')]);
    expect(second.id).toBe(first.id);
  });

  it('refuses an idempotency key that belongs to another request', async () => {
    await core.post('alice', {}, 'key-1');
    await expect(core.post('bob', {}, 'key-1')).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('stores credentials encrypted and no longer redacts them once the request is answered', async () => {
    const record = await core.post('alice', { hub_user: 'alice', hub_pwd: 'hunter2-hunter2' });
    expect(JSON.stringify(record)).not.toContain('hunter2');
    expect(core.vault.open(record)).toMatchObject({ hub_user: 'alice', hub_pwd: 'hunter2-hunter2' });
    expect(core.secrets.redact('hunter2-hunter2')).toBe('hunter2-hunter2');
  });

  it('stores the context of the request', async () => {
    const record = await inRequestContext({ requestId: 'request-7' }, () => core.post('alice'));
    expect(record.requestId).toBe('request-7');
  });
});

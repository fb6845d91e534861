import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestingModule, Test } from '@nestjs/testing';
import { CommitStatus } from '@image-factory/contracts';
import { inRequestContext } from '@image-factory/service';
import { AgentConfiguration } from '../config/agent-configuration.js';
import { FakeShield } from '../testing/fake-shield.js';
import { ShieldClient } from './shield.client.js';
import { ShieldModule } from './shield.module.js';
import { StatusOutbox } from './status-outbox.js';

const REGISTRATION = { ip: '192.0.2.2', address: 'http://192.0.2.2:9002' };
const REPORT = { transaction: 't-1', status: CommitStatus.FAILED, status_msg: 'it broke' };
const TOKEN = 'a-long-secret';

let shield: FakeShield;
let module: TestingModule;

beforeEach(async () => {
  shield = await FakeShield.start();
  const settings = { shield_address: `${shield.address}/factory/`, agent_token: `${TOKEN}, older` };
  const configuration = Object.assign(new AgentConfiguration(), settings);
  const provider = { provide: AgentConfiguration, useValue: configuration };
  class ConfigurationModule {}
  const global = { module: ConfigurationModule, global: true, providers: [provider], exports: [AgentConfiguration] };
  module = await Test.createTestingModule({ imports: [global, ShieldModule] }).compile();
});

afterEach(async () => {
  await module.get(StatusOutbox).close(0);
  await shield.stop();
});

describe('ShieldClient', () => {
  const client = () => module.get(ShieldClient);

  it('sends the first token and the request id, under the path of the shield', async () => {
    await inRequestContext({ requestId: 'r-1' }, () => client().report(REPORT));
    expect(shield.calls).toMatchObject([{ method: 'PUT', path: '/factory/v1/commit/status', body: REPORT }]);
    expect(shield.calls[0]?.headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, 'x-request-id': 'r-1' });
  });

  it.each([200, 201, 204])('treats %i as an acknowledgement', async (status) => {
    shield.answer = () => ({ status, body: { success: false, msg: 'unknown transaction' } });
    await client().report(REPORT);
  });

  it.each([
    [400, { success: false, msg: 'no' }, 'shield_refused'],
    [404, { success: false, msg: 'no' }, 'shield_refused'],
    [404, 'default backend', 'shield_unavailable'],
    [401, { success: false, msg: 'no' }, 'shield_unavailable'],
    [429, { success: false, msg: 'no' }, 'shield_unavailable'],
    [302, '', 'shield_unavailable'],
    [500, { success: false, msg: 'no' }, 'shield_unavailable'],
    [503, 'busy', 'shield_unavailable'],
  ])('maps %i with %j to %s', async (status, body, code) => {
    shield.answer = () => ({ status, body });
    await expect(client().report(REPORT)).rejects.toMatchObject({ code });
  });

  it('reports an unsuccessful registration as refused, with the reason', async () => {
    shield.answer = () => ({ status: 201, body: { success: false, msg: 'no answer from /health' } });
    const refused = { code: 'shield_refused', message: expect.stringContaining('no answer from /health') };
    await expect(client().register(REGISTRATION)).rejects.toMatchObject(refused);
  });

  it('keeps every secret out of an error', async () => {
    await shield.stop();
    const error = await client()
      .report(REPORT)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'shield_unavailable' });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(TOKEN);
    shield = await FakeShield.start();
  });
});

describe('StatusOutbox', () => {
  const outbox = () => module.get(StatusOutbox);
  const sent = () => shield.calls.map(({ body }) => body);

  it('repeats a report until the shield acknowledges it', async () => {
    shield.answer = () => ({ status: shield.calls.length < 2 ? 503 : 200, body: { success: true, msg: 'ok' } });
    outbox().post(REPORT);
    expect(outbox().unacknowledgedEnds()).toEqual([REPORT]);
    await shield.until(() => shield.calls.length === 3);
    await outbox().close(1000);
    expect(sent()).toEqual([REPORT, REPORT, REPORT]);
    expect(outbox().unacknowledgedEnds()).toEqual([]);
  });

  it('drops reports that the shield refuses', async () => {
    shield.answer = () => ({ status: 400, body: { success: false, msg: 'no' } });
    outbox().post(REPORT);
    await outbox().close(1000);
    expect(sent()).toEqual([REPORT]);
    expect(outbox().unacknowledgedEnds()).toEqual([]);
  });

  it('delivers each transaction independently', async () => {
    const stuck = { ...REPORT, transaction: 't-2' };
    shield.answer = ({ body }) => ({ status: (body as typeof REPORT).transaction === 't-2' ? 503 : 200, body: {} });
    outbox().post(stuck);
    await shield.until(() => shield.calls.length === 1);
    outbox().post(REPORT);
    await shield.until(() => sent().some((body) => (body as typeof REPORT).transaction === 't-1'));
    expect(outbox().unacknowledgedEnds()).toContainEqual(stuck);
  });
});

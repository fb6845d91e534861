import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import request from 'supertest';
import { type AgentCommitAnswer, CommitStatus } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { CONTAINERS } from '../testing/stub-engine.js';
import { DIGEST, type StubJob } from '../testing/stub-strategy.js';
import { startTestAgent, type TestAgent } from '../testing/test-agent.js';
import { CommitService } from './commit.service.js';

const ORDER = { transaction: 't-1', attempt: 1, container: 'alice', image: 'registry.example.com/u/alice:v1' };

const LOGIN = { hub_user: 'alice', hub_pwd: 'hunter2' };

let agent: TestAgent;

beforeEach(async () => {
  agent = await startTestAgent();
});

afterEach(() => agent.stop());

const post = (way: 'async' | 'sync', order: object) =>
  request(agent.app.getHttpServer()).post(`/v1/commit/${way}`).send(order);
const bodyOf = ({ body }: { body: unknown }) => body as AgentCommitAnswer;
const statuses = () => agent.shield.reports.map(({ status }) => status as string);
const reported = (status: string) => agent.shield.until(() => statuses().includes(status));

/** The job with this index, as soon as the agent has started it. */
async function jobAt(number = 0): Promise<StubJob> {
  for (;;) {
    const found = agent.strategy.jobs[number];
    if (found) return found;
    await sleep(1);
  }
}

describe('a job', () => {
  it('is accepted at once and reports each state in order', async () => {
    await post('async', ORDER)
      .expect(200)
      .expect(/"success":true,"msg":"accepted","boot_id":"[0-9a-f-]{36}"/);
    await reported('PROCESSING');
    const { task, progress, succeed } = await jobAt();
    expect(task.containerId).toBe(CONTAINERS.alice);
    expect(task.reference.toString()).toBe(ORDER.image);
    progress({ phase: 'committing', message: 'Committing.' });
    await reported('COMMITTING');
    progress({ phase: 'pushing', message: 'Pushing.' });
    await reported('PUSHING');
    succeed();
    await reported('SUCCEEDED');
    expect(statuses()).toEqual(['PROCESSING', 'COMMITTING', 'PUSHING', 'SUCCEEDED']);
    expect(agent.shield.reports.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(agent.shield.reports.at(-1)).toMatchObject({
      transaction: 't-1',
      attempt: 1,
      digest: DIGEST,
      verified_by: 'get',
      status_msg: 'Committed.',
    });
  });

  it('is reported with the request id and the trace of its dispatch', async () => {
    const trace = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
    await post('async', ORDER).set({ 'x-request-id': 'r-1', traceparent: trace });
    (await jobAt()).succeed();
    await reported('SUCCEEDED');
    const headers = agent.shield.calls
      .filter(({ path }) => path === '/v1/commit/status')
      .map((call) => ({ id: call.headers['x-request-id'], trace: call.headers.traceparent }));
    expect(headers).toEqual([
      { id: 'r-1', trace },
      { id: 'r-1', trace },
    ]);
  });

  it('repeats PUSHING with its progress while it pushes', async () => {
    await post('async', ORDER);
    const { progress, succeed } = await jobAt();
    progress({ phase: 'pushing', message: 'Pushing.' });
    progress({ phase: 'pushing', message: 'Pushing: 1 of 2 layers are done.' });
    await agent.shield.until(() => statuses().filter((status) => status === 'PUSHING').length >= 2);
    expect(agent.shield.reports.at(-1)?.status_msg).toBe('Pushing: 1 of 2 layers are done.');
    succeed();
  });

  it('that fails is reported with its code and a sentence with a hint', async () => {
    await post('async', ORDER);
    (await jobAt()).fail(new FactoryError('registry_unauthorized', 'The registry requires a login.'));
    await reported('FAILED');
    expect(agent.shield.reports.at(-1)).toMatchObject({
      error_code: 'registry_unauthorized',
      status_msg: expect.stringMatching(/^The registry requires a login\. Send hub_user/),
      detail: 'The registry requires a login.',
      hint: expect.stringMatching(/^Send hub_user/),
    });
  });

  it('that fails unexpectedly is reported without details; the log has them once', async () => {
    await post('async', ORDER);
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const error = new TypeError('hunter2 is not a function');
    (await jobAt()).fail(error);
    await reported('FAILED');
    const fields = { transaction: 't-1', containerId: CONTAINERS.alice, err: error };
    expect(log.mock.calls).toEqual([[expect.objectContaining(fields), 'unexpected error']]);
    log.mockRestore();
    expect(agent.shield.reports.at(-1)).toMatchObject({ error_code: 'internal' });
    expect(JSON.stringify(agent.shield.calls)).not.toContain('hunter2');
  });

  it('is noted on disk while it runs', async () => {
    await post('async', ORDER);
    const { succeed } = await jobAt();
    expect(readdirSync(agent.configuration.state_dir!)).toHaveLength(1);
    succeed();
    await reported('SUCCEEDED');
    expect(readdirSync(agent.configuration.state_dir!)).toEqual([]);
  });

  it('uses the credentials of its request, and reports them to no one', async () => {
    await post('async', {
      ...ORDER,
      hub_user: 'alice',
      hub_pwd: 'hunter2',
      hub_addr: 'https://registry.example.com/v2/',
    });
    const { task, succeed } = await jobAt();
    expect(task.credentials).toEqual({ username: 'alice', password: 'hunter2' });
    succeed();
    await reported('SUCCEEDED');
    expect(JSON.stringify(agent.shield.calls)).not.toContain('hunter2');
  });

  it.each([
    { hub_user: 'alice' },
    { hub_pwd: 'hunter2' },
    { hub_addr: 'other.example.com' },
    { hub_user: 'alice', hub_pwd: '', hub_addr: 'other.example.com' },
  ])('with %j has the docker login of the node', async (login) => {
    const auth = Buffer.from('node:login').toString('base64');
    const content = { auths: { 'registry.example.com': { auth } } };
    writeFileSync(join(agent.configuration.docker_config!, 'config.json'), JSON.stringify(content));
    await post('async', { ...ORDER, ...login }).expect(/"success":true/);
    expect((await jobAt()).task.credentials).toEqual({ username: 'node', password: 'login' });
  });

  it('accepts a container name with a slash, and any length of author and note', async () => {
    const [author, note] = ['a'.repeat(20_000), 'n'.repeat(60_000)];
    await post('async', { ...ORDER, container: '/alice', author, note }).expect(/"success":true/);
    expect((await jobAt()).task).toMatchObject({ containerId: CONTAINERS.alice, author, note });
  });

  it('applies its exclusions, and no others', async () => {
    await post('async', { ...ORDER, exclude: ['/root/.ssh'], blank_env: ['TOKEN'] });
    const first = await jobAt();
    expect(first.task.exclusions?.exclude).toEqual(['/root/.ssh']);
    expect(first.task.exclusions?.redactedIn({ Env: ['TOKEN=x', 'PATH=/bin'] })).toEqual(['TOKEN']);
    first.succeed();
    await reported('SUCCEEDED');
    await post('async', { ...ORDER, transaction: 't-2', exclude: null });
    expect((await jobAt(1)).task.exclusions?.excludesPaths).toBe(false);
  });

  it('with sync is answered when it has ended', async () => {
    const answer = post('sync', ORDER).then(({ status, body }) => ({ status, body: bodyOf({ body }) }));
    (await jobAt()).succeed();
    expect(await answer).toMatchObject({ status: 200, body: { success: true, msg: 'Committed.' } });
  });

  it('with sync that fails is answered 200 without success', async () => {
    const answer = post('sync', ORDER).then(({ status, body }) => ({ status, body: bodyOf({ body }) }));
    (await jobAt()).fail(new FactoryError('disk_full', 'The disk is full.'));
    expect(await answer).toMatchObject({ status: 200, body: { success: false, error_code: 'disk_full' } });
  });
});

describe('a dispatch is refused', () => {
  it.each([
    ['an unknown container', { container: 'nobody' }, 200, 'container_not_found'],
    ["another registry's login", { ...LOGIN, hub_addr: 'other.example.com' }, 200, 'registry_mismatch'],
    ['a broken image', { image: 'Registry/Image' }, 400, 'invalid_image_reference'],
    ['a hostile container', { container: '../../images/prune' }, 400, 'invalid_request'],
    ['a relative path to exclude', { exclude: ['root/.ssh'] }, 400, 'invalid_request'],
    ['a variable with its value', { blank_env: ['TOKEN=hunter2'] }, 400, 'invalid_request'],
    ['no transaction', { transaction: undefined }, 400, 'invalid_request'],
    ['an attempt that is none', { attempt: 0 }, 400, 'invalid_request'],
  ])('for %s', async (_, fault, status, code) => {
    const answer = bodyOf(await post('async', { ...ORDER, ...fault }).expect(status));
    expect(answer).toMatchObject({ success: false, error_code: code });
    expect(agent.strategy.jobs).toEqual([]);
  });

  it('while the engine does not answer', async () => {
    agent.engine.failure = new FactoryError('engine_unreachable', 'The engine does not answer.');
    const answer = bodyOf(await post('async', ORDER).expect(200));
    expect(answer).toMatchObject({ success: false, error_code: 'engine_unreachable' });
  });

  it('while another commit of the container runs, under any name, and names that commit', async () => {
    await post('async', ORDER);
    const answer = bodyOf(
      await post('async', { ...ORDER, transaction: 't-2', container: CONTAINERS.alice }).expect(200),
    );
    expect(answer).toMatchObject({ success: false, error_code: 'commit_running', msg: expect.stringContaining('t-1') });
    await post('async', { ...ORDER, transaction: 't-3', container: 'bob' }).expect(/"success":true/);
    await jobAt(1);
    expect(agent.strategy.jobs.map(({ task }) => task.transaction)).toEqual(['t-1', 't-3']);
  });

  it('when two of one container come at the same moment: one of them', async () => {
    const orders = ['t-1', 't-2', 't-3'].map((transaction) => post('async', { ...ORDER, transaction }));
    const answers = await Promise.all(orders.map((order) => order.then(bodyOf)));
    expect(answers.filter(({ success }) => success)).toHaveLength(1);
    (await jobAt()).succeed();
    await reported('SUCCEEDED');
    expect(agent.strategy.jobs).toHaveLength(1);
  });
});

describe('a repeated dispatch', () => {
  it('changes nothing while its job runs, even if both arrive simultaneously', async () => {
    await Promise.all([post('async', ORDER).expect(/"success":true/), post('async', ORDER).expect(/"success":true/)]);
    await post('async', ORDER).expect(/"success":true/);
    (await jobAt()).succeed();
    await reported('SUCCEEDED');
    expect(agent.strategy.jobs).toHaveLength(1);
  });

  it('is accepted while the engine does not answer', async () => {
    await post('async', ORDER);
    agent.engine.failure = new FactoryError('engine_unreachable', 'The engine does not answer.');
    await post('async', ORDER).expect(/"success":true/);
  });

  it('reports the end again after its job has ended', async () => {
    await post('async', ORDER);
    (await jobAt()).fail(new FactoryError('disk_full', 'The disk is full.'));
    await reported('FAILED');
    await post('async', ORDER).expect(/"success":true/);
    await agent.shield.until(() => statuses().filter((status) => status === 'FAILED').length === 2);
    expect(agent.strategy.jobs).toHaveLength(1);
  });

  it('as a later attempt adopts the running job under that number', async () => {
    await post('async', ORDER);
    const { succeed } = await jobAt();
    await post('async', { ...ORDER, attempt: 2 }).expect(/"success":true/);
    succeed();
    await reported('SUCCEEDED');
    expect(agent.shield.reports.at(-1)?.attempt).toBe(2);
    expect(agent.strategy.jobs).toHaveLength(1);
  });

  it('as a later attempt of a job that has succeeded reports that success under that number', async () => {
    await post('async', ORDER);
    (await jobAt()).succeed();
    await reported('SUCCEEDED');
    await post('async', { ...ORDER, attempt: 2 });
    await agent.shield.until(() => agent.shield.reports.some(({ attempt }) => attempt === 2));
    expect(agent.shield.reports.at(-1)).toMatchObject({ status: 'SUCCEEDED', digest: DIGEST });
    expect(agent.strategy.jobs).toHaveLength(1);
  });

  it('as a later attempt of a job that has failed starts a new job', async () => {
    await post('async', ORDER);
    (await jobAt()).fail(new FactoryError('disk_full', 'The disk is full.'));
    await reported('FAILED');
    await post('async', { ...ORDER, attempt: 2 });
    (await jobAt(1)).succeed();
    await reported('SUCCEEDED');
    expect(agent.shield.reports.at(-1)?.attempt).toBe(2);
  });

  it('of an earlier attempt changes nothing', async () => {
    await post('async', { ...ORDER, attempt: 2 });
    await post('async', ORDER).expect(/"success":true/);
    (await jobAt()).succeed();
    await reported('SUCCEEDED');
    expect(agent.shield.reports.at(-1)?.attempt).toBe(2);
  });
});

describe('a dispatch of a first-generation shield', () => {
  const FIRST = {
    transaction: 'alice',
    container: 'alice',
    image: ORDER.image,
    author: '',
    note: '',
    hub_user: '',
    hub_pwd: '',
    hub_addr: '',
  };

  it('is refused while a job of the same transaction runs', async () => {
    await post('async', FIRST).expect(/"success":true/);
    await post('async', FIRST).expect(/"success":false.*"error_code":"commit_running"/);
  });

  it('may reuse a transaction whose job has ended', async () => {
    await post('async', FIRST);
    (await jobAt()).succeed();
    await reported('SUCCEEDED');
    await post('async', FIRST).expect(/"success":true/);
    (await jobAt(1)).succeed();
    await agent.shield.until(() => statuses().filter((status) => status === 'SUCCEEDED').length === 2);
    expect(agent.shield.reports.every(({ attempt }) => attempt === undefined)).toBe(true);
  });
});

describe('the unacknowledged jobs', () => {
  const unacknowledged = () => agent.app.get(CommitService).unacknowledged();

  it('are running jobs and those with an unacknowledged end', async () => {
    agent.shield.answer = () => ({ status: 503, body: 'busy' });
    await post('async', ORDER);
    expect(unacknowledged()).toEqual([{ transaction: 't-1', attempt: 1 }]);
    (await jobAt()).succeed();
    await reported('SUCCEEDED');
    expect(unacknowledged()).toEqual([{ transaction: 't-1', attempt: 1 }]);
    agent.shield.answer = () => ({ status: 200, body: { success: false, msg: 'unknown' } });
    while (unacknowledged().length > 0) await sleep(10);
    expect(statuses().filter((status) => status === 'SUCCEEDED').length).toBeGreaterThan(1);
  });
});

describe('an agent that shuts down', () => {
  it('stops its jobs and reports only those that the shield does not retry', async () => {
    await post('async', ORDER);
    await post('async', { ...ORDER, transaction: 'bob', attempt: undefined, container: 'bob' });
    const [numbered, first] = [await jobAt(), await jobAt(1)];
    await agent.app.close();
    expect([numbered.signal.aborted, first.signal.aborted]).toEqual([true, true]);
    const ends = agent.shield.reports.filter(({ status }) => status === CommitStatus.FAILED);
    expect(ends).toMatchObject([{ transaction: 'bob', error_code: 'agent_lost' }]);
    expect(readdirSync(agent.configuration.state_dir!)).toEqual([]);
  });

  it('refuses new commits', async () => {
    const commits = agent.app.get(CommitService);
    await commits.beforeApplicationShutdown();
    await expect(commits.accept(ORDER)).rejects.toMatchObject({ code: 'agent_unreachable' });
  });
});

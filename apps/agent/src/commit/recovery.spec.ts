import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { PauseGuard, observing } from '@image-factory/commit';
import { FactoryError } from '@image-factory/errors';
import type { ContainerFacts } from '@image-factory/runtime';
import { type JobRecord, JobJournal } from '../state/job-journal.js';
import { CONTAINERS, STARTED_AT } from '../testing/stub-engine.js';
import { startTestAgent, type TestAgent } from '../testing/test-agent.js';
import { CommitService } from './commit.service.js';
import { RecoveryService } from './recovery.service.js';

const ALICE = CONTAINERS.alice!;
const NOTE: JobRecord = {
  transaction: 't-1',
  attempt: 1,
  requestId: 'r-1',
  containerId: ALICE,
  bootId: 'an earlier start',
};

/** The container as it was before the pause. */
const FACTS = { id: ALICE, name: 'alice', startedAt: STARTED_AT } as ContainerFacts;

let folder: string;
let agent: TestAgent;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agent-'));
  agent = await startTestAgent({ state_dir: folder });
});

afterEach(async () => {
  await agent.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Stands for a job that has paused nothing. */
const NONE = null;

/** Leaves the journals of an interrupted job. */
async function leave(note: Partial<JobRecord> = {}, pause: object | typeof NONE = {}): Promise<void> {
  await agent.app.get(JobJournal).write({ ...NOTE, ...note });
  if (pause === NONE) return;
  const { transaction, containerId } = { ...NOTE, ...note };
  mkdirSync(join(folder, 'paused'), { recursive: true });
  writeFileSync(join(folder, 'paused', containerId), JSON.stringify({ transaction, ...pause }));
}

/** The files of all journals, without the claims of running jobs. */
const journals = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath !== join(folder, 'claims'))
    .map(({ name }) => name);

const recover = () => agent.app.get(RecoveryService).recover();

describe('after a kill of the agent during a job', () => {
  it('the container is resumed and the journal entry removed', async () => {
    agent.engine.paused.add(ALICE);
    await leave();
    await recover();
    expect(agent.engine.unpaused).toEqual([ALICE]);
    expect(journals()).toEqual([]);
  });

  it('a container that was paused before stays paused', async () => {
    agent.engine.paused.add(ALICE);
    await leave({}, NONE);
    await recover();
    expect(agent.engine.unpaused).toEqual([]);
    expect(journals()).toEqual([]);
  });

  it.each([
    ['resumed', { at: 1_000 }, [{ action: 'unpause' as const, at: 2_000 }]],
    ['started', { at: 1_000, startedAt: '2026-11-26T00:00:00Z' }, []],
  ])('a container that was %s since and then paused by its user stays paused', async (_, note, events) => {
    agent.engine.paused.add(ALICE);
    agent.engine.events.push(...events);
    await leave({}, note);
    await recover();
    expect(agent.engine.unpaused).toEqual([]);
    expect(journals()).toEqual([]);
  });

  it('each container that is resumed is logged with its name and the id of the commit', async () => {
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
    agent.engine.paused.add(ALICE);
    agent.engine.events.push({ action: 'unpause', at: 500 });
    await leave({}, { at: 1_000, startedAt: STARTED_AT });
    await recover();
    expect(agent.engine.unpaused).toEqual([ALICE]);
    const fields = { transaction: 't-1', containerId: ALICE, name: 'alice' };
    expect(log.mock.calls).toContainEqual([fields, 'container resumed after an interrupted commit']);
    log.mockRestore();
  });

  it('a missing or running container needs no recovery', async () => {
    await leave();
    await leave({ transaction: 't-2', containerId: 'c'.repeat(64) });
    await recover();
    expect(journals()).toEqual([]);
  });

  it('journal entries are kept while the runtime does not answer', async () => {
    agent.engine.paused.add(ALICE);
    await leave();
    agent.engine.failure = new FactoryError('engine_unreachable', 'The engine does not answer.');
    await recover();
    expect(journals()).toHaveLength(2);
    agent.engine.failure = undefined;
    await recover();
    expect(agent.engine.unpaused).toEqual([ALICE]);
  });

  it('a new job of the container waits for the recovery', async () => {
    agent.engine.paused.add(ALICE);
    await leave();
    const order = { transaction: 't-1', attempt: 2, container: 'alice', image: 'registry.example.com/u/alice:v1' };
    await agent.app.get(CommitService).accept(order);
    expect(agent.engine.unpaused).toEqual([ALICE]);
  });

  it('only a first-generation shield receives a failure report', async () => {
    await leave();
    await leave({ transaction: 'alice', attempt: undefined });
    await recover();
    await agent.shield.until(() => agent.shield.reports.length > 0);
    expect(agent.shield.reports).toMatchObject([{ transaction: 'alice', status: 'FAILED', error_code: 'agent_lost' }]);
  });
});

describe('while a job runs', () => {
  it('its container and its journal entry stay unchanged', async () => {
    const order = { transaction: 't-1', attempt: 1, container: 'alice', image: 'registry.example.com/u/alice:v1' };
    await agent.app.get(CommitService).accept(order);
    while (journals().length === 0) await new Promise((resolve) => setImmediate(resolve));
    const hold = await agent.app.get(PauseGuard).hold(ALICE, 't-1', observing(), new AbortController().signal);
    await hold.expectPause(FACTS);
    agent.engine.paused.add(ALICE);
    await recover();
    expect(agent.engine.unpaused).toEqual([]);
    expect(journals()).toHaveLength(2);
  });

  it('that loses the runtime, the pause stays in the journal until the recovery', async () => {
    const order = { transaction: 't-1', attempt: 1, container: 'alice', image: 'registry.example.com/u/alice:v1' };
    const run = await agent.app.get(CommitService).accept(order);
    while (agent.strategy.jobs.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const hold = await agent.app.get(PauseGuard).hold(ALICE, 't-1', observing(), new AbortController().signal);
    await hold.expectPause(FACTS);
    agent.engine.paused.add(ALICE);
    hold.release();
    agent.strategy.jobs[0]?.fail(new FactoryError('engine_unreachable', 'The engine does not answer.'));
    await expect(run.ended).rejects.toMatchObject({ code: 'engine_unreachable' });
    expect(journals()).toEqual([ALICE]);
    await recover();
    expect(agent.engine.unpaused).toEqual([ALICE]);
    expect(journals()).toEqual([]);
  });
});

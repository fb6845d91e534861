import { beforeEach, describe, expect, it } from '@jest/globals';
import { CommitStatus, type StatusReport } from '@image-factory/contracts';
import { ERROR_CATALOGUE } from '@image-factory/errors';
import { MemoryDeliveryStore } from '../../webhook/stores/memory/memory-delivery.store.js';
import type { Cancellation } from '../cancel/cancellation.js';
import { CommitLedger } from '../state/commit-ledger.js';
import { MemoryCommitStore } from '../state/stores/memory/memory-commit.store.js';
import { waitingRecord } from '../state/stores/testing/waiting-record.js';
import type { WebhookDeliveries } from '../state/webhook-deliveries.js';
import { CommitReports } from './commit-reports.js';
import { ProgressCache } from './progress-cache.js';

const { FAILED, SUCCEEDED } = CommitStatus;
const { hint } = ERROR_CATALOGUE.disk_full;

describe('CommitReports', () => {
  let store: MemoryCommitStore;
  let reports: CommitReports;

  beforeEach(async () => {
    store = new MemoryCommitStore(new MemoryDeliveryStore());
    const ledger = new CommitLedger(store, { of: () => [] } as unknown as WebhookDeliveries);
    reports = new CommitReports(ledger, new ProgressCache(ledger), {} as Cancellation);
    await store.insert(waitingRecord('a'));
  });

  async function after(report: Partial<StatusReport>) {
    await reports.take({ transaction: 'a', status: FAILED, ...report });
    const { statusMsg, errorCode, errorHint } = (await store.find('a'))!;
    return { statusMsg, errorCode, errorHint };
  }

  const PARTS = { status_msg: `It broke. ${hint}`, error_code: 'disk_full', detail: 'It broke.' };

  it('keep the parts of a failure, without a hint that the catalogue has', async () => {
    const stored = { statusMsg: 'It broke.', errorCode: 'disk_full', errorHint: undefined };
    expect(await after({ ...PARTS, hint })).toEqual(stored);
  });

  it('keep a hint that differs from the catalogue', async () => {
    expect(await after({ ...PARTS, hint: 'Buy a disk.' })).toMatchObject({ errorHint: 'Buy a disk.' });
  });

  it('keep the hint of a code that only the agent defines', async () => {
    const parts = { ...PARTS, error_code: 'newer', hint: 'Upgrade.' };
    expect(await after(parts)).toEqual({ statusMsg: 'It broke.', errorCode: 'newer', errorHint: 'Upgrade.' });
  });

  it('keep the text of a first-generation agent as a whole', async () => {
    const stored = { statusMsg: 'push failed', errorCode: undefined, errorHint: undefined };
    expect(await after({ status_msg: 'push failed' })).toEqual(stored);
  });

  it('keep no failure of a success', async () => {
    const stored = { statusMsg: 'pushed', errorCode: undefined, errorHint: undefined };
    expect(await after({ status: SUCCEEDED, status_msg: 'pushed', hint: 'None.' })).toEqual(stored);
  });
});

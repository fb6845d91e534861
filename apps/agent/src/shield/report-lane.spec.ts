import { describe, expect, it } from '@jest/globals';
import { CommitStatus, type StatusReport } from '@image-factory/contracts';
import { inRequestContext, requestContext } from '@image-factory/service';
import { ReportLane } from './report-lane.js';

const { PROCESSING, COMMITTING, PUSHING, SUCCEEDED, FAILED } = CommitStatus;

const report = (status: CommitStatus, more: Partial<StatusReport> = {}): StatusReport => ({
  transaction: 't-1',
  status,
  ...more,
});

/** A lane whose deliveries the test answers one by one. */
function lane() {
  const sent: StatusReport[] = [];
  const answers: ((settled: boolean) => void)[] = [];
  let done = 0;
  const opened = new ReportLane(
    (one) => {
      sent.push(one);
      return new Promise((resolve) => answers.push(resolve));
    },
    () => (done += 1),
  );
  const put = (...reports: StatusReport[]) => reports.forEach((one) => opened.put(one));
  const answer = async (settled: boolean) => {
    answers.shift()?.(settled);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const statuses = () => sent.map(({ status }) => status);
  return { opened, put, answer, statuses, done: () => done };
}

describe('ReportLane', () => {
  it('delivers each report in the context of its creation, also on retries', async () => {
    const ids: string[] = [];
    const opened = new ReportLane(
      () => Promise.resolve(ids.push(requestContext().requestId) !== 1),
      () => undefined,
    );
    inRequestContext({ requestId: 'r-1' }, () => opened.put(report(FAILED)));
    inRequestContext({ requestId: 'r-2' }, () => opened.put(report(SUCCEEDED)));
    await inRequestContext({ requestId: 'r-3' }, async () => {
      while (ids.length < 3) {
        opened.hurry();
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    expect(ids).toEqual(['r-1', 'r-1', 'r-2']);
  });

  it('sends one report at a time, then only the newest of the queued ones', async () => {
    const { put, answer, statuses, done } = lane();
    put(report(PROCESSING), report(COMMITTING), report(PUSHING));
    expect(statuses()).toEqual([PROCESSING]);
    await answer(true);
    expect(statuses()).toEqual([PROCESSING, PUSHING]);
    expect(done()).toBe(0);
    await answer(true);
    expect(done()).toBe(1);
  });

  it('replaces an unsettled report by a newer one', async () => {
    const { opened, put, answer, statuses } = lane();
    put(report(PROCESSING));
    await answer(false);
    put(report(PUSHING));
    opened.hurry();
    await answer(true);
    expect(statuses()).toEqual([PROCESSING, PUSHING]);
  });

  it('repeats a report until it is settled', async () => {
    const { opened, put, answer, statuses, done } = lane();
    put(report(FAILED));
    for (let tries = 0; tries < 3; tries++) {
      await answer(false);
      opened.hurry();
      await answer(false);
    }
    expect(new Set(statuses())).toEqual(new Set([FAILED]));
    expect(statuses().length).toBeGreaterThan(1);
    expect(done()).toBe(0);
  });

  it('never drops an end, even if the transaction is reused', async () => {
    const { opened, put, answer, statuses } = lane();
    put(report(PUSHING), report(FAILED), report(PROCESSING), report(PUSHING), report(SUCCEEDED));
    expect(opened.ends).toHaveLength(2);
    for (let left = 0; left < 3; left++) await answer(true);
    expect(statuses()).toEqual([PUSHING, FAILED, SUCCEEDED]);
    expect(opened.ends).toEqual([]);
  });

  it('sends a repeated end only once', async () => {
    const { put, answer, statuses, done } = lane();
    put(report(FAILED, { attempt: 1, seq: 2 }), report(FAILED, { attempt: 1, seq: 3 }));
    await answer(true);
    await answer(true);
    expect(statuses()).toEqual([FAILED, FAILED]);
    expect(done()).toBe(1);
  });

  it('drops the remaining reports when it is closed', async () => {
    const { opened, put, answer, statuses } = lane();
    put(report(FAILED));
    await answer(false);
    opened.close();
    await opened.settled();
    expect(statuses()).toEqual([FAILED]);
  });
});

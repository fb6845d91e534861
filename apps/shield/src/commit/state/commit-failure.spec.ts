import { describe, expect, it } from '@jest/globals';
import { CommitStatus } from '@image-factory/contracts';
import { ERROR_CATALOGUE } from '@image-factory/errors';
import { failureOf, statusText } from './commit-failure.js';
import { commitResource } from './commit-resource.js';
import { transition } from './commit-state.js';
import { NOON, waitingRecord } from './stores/testing/waiting-record.js';

const { disk_full: DISK_FULL, agent_lost: AGENT_LOST, agent_refused: AGENT_REFUSED } = ERROR_CATALOGUE;

const failed = (fields: object) =>
  waitingRecord('a', { status: CommitStatus.FAILED, statusMsg: 'It broke.', ...fields });

describe('a failed commit', () => {
  it('has the hint of its code: in a field in v2, in the text in v1', () => {
    const record = failed({ errorCode: 'disk_full' });
    const failure = { code: 'disk_full', title: DISK_FULL.title, detail: 'It broke.', hint: DISK_FULL.hint };
    expect(failureOf(record)).toEqual(failure);
    expect(commitResource(record)).toMatchObject({ message: 'It broke.', error: failure });
    expect(statusText(record)).toBe(`It broke. ${DISK_FULL.hint}`);
  });

  it('has the hint of its agent where it differs', () => {
    const record = failed({ errorCode: 'disk_full', errorHint: 'Buy a disk.' });
    expect(failureOf(record).hint).toBe('Buy a disk.');
    expect(statusText(record)).toBe('It broke. Buy a disk.');
  });

  it('has a title, and no hint of the catalogue, if its code is unknown or missing', () => {
    const { title } = AGENT_REFUSED;
    expect(failureOf(failed({ errorCode: 'newer' }))).toEqual({ code: 'newer', title, detail: 'It broke.' });
    expect(failureOf(failed({}))).toEqual({ code: 'unknown', title, detail: 'It broke.' });
    expect(statusText(failed({ errorCode: 'newer', errorHint: 'Upgrade.' }))).toBe('It broke. Upgrade.');
    expect(statusText(failed({}))).toBe('It broke.');
  });

  it('has the same hint in v1 and v2 if its agent is lost', () => {
    const running = waitingRecord('a', { status: CommitStatus.PUSHING });
    const lost = transition(running, { kind: 'lose', at: NOON, reason: 'The agent is silent.' })!;
    expect(failureOf(lost).hint).toBe(AGENT_LOST.hint);
    expect(statusText(lost)).toBe(`${lost.statusMsg} ${AGENT_LOST.hint}`);
  });
});

describe('a commit that has not failed', () => {
  it('has its message as its text', () => {
    expect(statusText(waitingRecord('a'))).toBe('accepted');
    expect(commitResource(waitingRecord('a')).error).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import { progressLine } from './progress-line.js';

const PROGRESS = {
  bytes: 52_428_800,
  total_bytes: 209_715_200,
  percent: 25,
  bytes_per_second: 94_371_840,
  eta_seconds: 62,
};
const FIGURES = '25 %, 52.4 MB of 209.7 MB, 94.4 MB/s, 1 min 2 s left';

describe('progressLine', () => {
  const commit = { state: 'pushing', message: 'pushing', progress: PROGRESS } as const;

  it('shows phase, bar, percentage, bytes, rate and remaining time', () => {
    expect(progressLine(commit, 120)).toBe(`pushing    [${'#'.repeat(10)}${'.'.repeat(30)}] ${FIGURES}`);
  });

  it('has a narrower bar on a narrow terminal, then none, and always fits on the line', () => {
    expect(progressLine(commit, 80)).toMatch(/^pushing {4}\[#+\.+\] 25 %/);
    expect(progressLine(commit, 80)).toHaveLength(80);
    expect(progressLine(commit, 66)).toBe(`pushing    ${FIGURES}`);
    for (let columns = 1; columns < 130; columns++) {
      expect(progressLine(commit, columns).length).toBeLessThanOrEqual(columns);
    }
  });

  it('shows the status of the cancel instead of the progress', () => {
    const message = 'being cancelled by alice; the agent of 127.0.0.2 does not answer';
    expect(progressLine({ ...commit, message, cancelled_by: 'alice' }, 200)).toBe(`pushing    ${message}`);
  });

  it('counts columns, not characters', () => {
    const line = progressLine({ state: 'pushing', message: '正在推送镜像' }, 20);
    expect(line).toBe('pushing    正在推送');
  });

  it.each([
    [0, `[${'.'.repeat(40)}]`],
    [100, `[${'#'.repeat(40)}]`],
    [120, `[${'#'.repeat(40)}]`],
  ])('shows %i %%', (percent, bar) => {
    expect(progressLine({ ...commit, progress: { ...PROGRESS, percent } }, 200)).toContain(bar);
  });

  it('shows the status in words without a total', () => {
    expect(progressLine({ state: 'queued', message: 'waiting', place: 2 }, 80)).toBe(
      'queued     waiting, position 2 in the queue',
    );
    expect(progressLine({ state: 'committing', message: 'reading', progress: { bytes: 1_500 } }, 80)).toBe(
      'committing reading, 1.5 kB',
    );
  });
});

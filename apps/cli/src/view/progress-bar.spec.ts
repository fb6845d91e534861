import { describe, expect, it } from '@jest/globals';
import { progressBar } from './progress-bar.js';

const PROGRESS = {
  bytes: 52_428_800,
  total_bytes: 209_715_200,
  percent: 25,
  bytes_per_second: 94_371_840,
  eta_seconds: 62,
};
const FIGURES = '25 %, 52.4 MB of 209.7 MB, 94.4 MB/s, 1 min 2 s left';

describe('progressBar', () => {
  const commit = { state: 'pushing', message: 'pushing', progress: PROGRESS } as const;

  it('shows phase, bar, share, bytes, rate and what is left', () => {
    expect(progressBar(commit, 120)).toBe(`pushing    [${'#'.repeat(10)}${'.'.repeat(30)}] ${FIGURES}`);
  });

  it('has a narrower bar on a narrow terminal, then none, and is never longer than a line', () => {
    expect(progressBar(commit, 80)).toMatch(/^pushing {4}\[#+\.+\] 25 %/);
    expect(progressBar(commit, 80)).toHaveLength(80);
    expect(progressBar(commit, 66)).toBe(`pushing    ${FIGURES}`);
    for (let columns = 1; columns < 130; columns++) {
      expect(progressBar(commit, columns).length).toBeLessThanOrEqual(columns);
    }
  });

  it('says how the cancel goes instead of how far the save was', () => {
    const message = 'being cancelled by alice; the agent of 127.0.0.2 does not answer';
    expect(progressBar({ ...commit, message, cancelled_by: 'alice' }, 200)).toBe(`pushing    ${message}`);
  });

  it('counts columns, not letters', () => {
    const line = progressBar({ state: 'pushing', message: '正在推送镜像' }, 20);
    expect(line).toBe('pushing    正在推送');
  });

  it.each([
    [0, `[${'.'.repeat(40)}]`],
    [100, `[${'#'.repeat(40)}]`],
    [120, `[${'#'.repeat(40)}]`],
  ])('is right at %i %%', (percent, bar) => {
    expect(progressBar({ ...commit, progress: { ...PROGRESS, percent } }, 200)).toContain(bar);
  });

  it('says in words what has no total', () => {
    expect(progressBar({ state: 'queued', message: 'waiting', place: 2 }, 80)).toBe(
      'queued     waiting, place 2 in the queue',
    );
    expect(progressBar({ state: 'committing', message: 'reading', progress: { bytes: 1_500 } }, 80)).toBe(
      'committing reading, 1.5 kB',
    );
  });
});

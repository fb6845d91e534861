import { describe, expect, it } from '@jest/globals';
import type { Commit } from '@image-factory/client';
import { aCommit } from '../testing/a-commit.js';
import { TestSink } from '../testing/test-terminal.js';
import { progressView } from './progress-view.js';

function pushing(percent: number): Commit {
  const progress = { bytes: percent * 1e6, total_bytes: 100e6, percent };
  return aCommit({ state: 'pushing', message: 'pushing', progress });
}

const COURSE = [
  aCommit(),
  aCommit(),
  pushing(3),
  pushing(4),
  pushing(15),
  aCommit({ state: 'succeeded', ended_at: 'x' }),
];

function shown(sink: TestSink, json = false, course = COURSE): string {
  const view = progressView(sink, json);
  course.forEach((commit) => view.show(commit));
  view.clear();
  return sink.text;
}

describe('progressView', () => {
  it('prints a line for each state and each 10 % without a terminal', () => {
    expect(shown(new TestSink()).split('\n')).toEqual([
      'queued: waiting',
      'pushing: pushing, 3 %, 3.0 MB of 100.0 MB',
      'pushing: pushing, 15 %, 15.0 MB of 100.0 MB',
      '',
    ]);
  });

  it('redraws a bar on a terminal, and clears it at the end', () => {
    const drawn = shown(new TestSink(true, 60)).split('\r\u001b[2K');
    expect(drawn).toHaveLength(COURSE.length + 1);
    expect(drawn[4]).toMatch(/^pushing {4}\[#+\.+\] 4 %, 4\.0 MB of 100\.0 MB$/);
    expect(drawn.every((line) => line.length < 60 && !line.includes('\n'))).toBe(true);
    expect(drawn.at(-1)).toBe('');
  });

  it('prints one JSON object per line with --json, also on a terminal', () => {
    const lines = shown(new TestSink(true), true).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(COURSE.slice(1));
  });

  describe('of a commit that is retried', () => {
    const retry = (attempt: number) =>
      aCommit({ state: 'pushing', message: `No answer. Trying again in 2 s, attempt ${attempt} of 5.` });
    const course = [
      aCommit({ place: 1 }),
      aCommit({ changed_at: '2026-11-24T12:00:01.000Z' }),
      pushing(3),
      retry(2),
      retry(2),
      retry(3),
      aCommit({ ...pushing(3), attempt: 2 }),
      aCommit({ state: 'failed', ended_at: 'x' }),
    ];

    it('prints a line for each retry without a terminal', () => {
      expect(shown(new TestSink(), false, course).trimEnd().split('\n')).toEqual([
        'queued: waiting, position 1 in the queue',
        'pushing: pushing, 3 %, 3.0 MB of 100.0 MB',
        'pushing: No answer. Trying again in 2 s, attempt 2 of 5',
        'pushing: No answer. Trying again in 2 s, attempt 3 of 5',
        'pushing: pushing, 3 %, 3.0 MB of 100.0 MB',
      ]);
    });

    it('prints each state once with --json', () => {
      const lines = shown(new TestSink(), true, course).trimEnd().split('\n');
      const expected = [0, 2, 3, 5, 6, 7].map((index) => JSON.stringify(course[index]));
      expect(lines).toEqual(expected);
    });

    it('ignores a keep-alive, which only changes the rate', () => {
      const moving = (rate: number) =>
        aCommit({ state: 'pushing', progress: { bytes: 5, total_bytes: 10, percent: 50, bytes_per_second: rate } });
      expect(
        shown(new TestSink(), true, [moving(4), moving(1)])
          .trimEnd()
          .split('\n'),
      ).toHaveLength(1);
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Commit } from '@image-factory/client';
import { aCommit } from '../testing/a-commit.js';
import { TestSink } from '../testing/test-terminal.js';
import { commitView } from './commit-view.js';

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

function shown(sink: TestSink, json = false): string {
  const view = commitView(sink, json);
  COURSE.forEach((commit) => view.show(commit));
  view.clear();
  return sink.text;
}

describe('the view of a save', () => {
  it('is a line for each state and each tenth where nobody looks at it', () => {
    expect(shown(new TestSink()).split('\n')).toEqual([
      'queued: waiting',
      'pushing: pushing, 3 %, 3.0 MB of 100.0 MB',
      'pushing: pushing, 15 %, 15.0 MB of 100.0 MB',
      '',
    ]);
  });

  it('is a bar that is drawn over itself on a terminal, and goes at the end', () => {
    const drawn = shown(new TestSink(true, 60)).split('\r\u001b[2K');
    expect(drawn).toHaveLength(COURSE.length + 1);
    expect(drawn[4]).toMatch(/^pushing {4}\[#+\.+\] 4 %, 4\.0 MB of 100\.0 MB$/);
    expect(drawn.every((line) => line.length < 60 && !line.includes('\n'))).toBe(true);
    expect(drawn.at(-1)).toBe('');
  });

  it('is one JSON object a line for a program, on a terminal too', () => {
    const lines = shown(new TestSink(true), true).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(COURSE);
  });
});

import type { Commit } from '@image-factory/client';
import { byteCount } from './byte-count.js';
import { cut, displayWidth } from './display-width.js';
import { duration } from './duration.js';
import { printable } from './printable.js';

/** Maximum and minimum width of a bar, in characters. */
const [WIDEST, NARROWEST] = [40, 8];

/** Length of the longest state name, so that the bars of all phases are aligned. */
const STATE_WIDTH = 'committing'.length;

/** Parts of a progress line. */
type Standing = Pick<Commit, 'state' | 'message' | 'place' | 'progress' | 'cancelled_by'>;

/** Progress of a commit, on one line that fits the width of the terminal. */
export function progressBar(commit: Standing, columns: number): string {
  const state = commit.state.padEnd(STATE_WIDTH);
  // During a cancel, show its status, such as an agent that does not answer, instead of the progress.
  const percent = commit.cancelled_by === undefined ? commit.progress?.percent : undefined;
  const figures = percent === undefined ? words(commit) : progressFigures(commit);
  const width = Math.min(WIDEST, columns - displayWidth(`${state} [] ${figures}`));
  const bar = percent === undefined || width < NARROWEST ? '' : `${filled(percent, width)} `;
  return cut(`${state} ${bar}${figures}`, columns);
}

/** Progress of the phase in figures: percent, bytes, rate and remaining time, as far as known. */
export function progressFigures({ progress }: Pick<Commit, 'progress'>): string {
  if (!progress) return '';
  const { bytes, total_bytes: total, percent, bytes_per_second: rate, eta_seconds: left } = progress;
  return [
    percent !== undefined && `${percent} %`,
    total === undefined ? byteCount(bytes) : `${byteCount(bytes)} of ${byteCount(total)}`,
    rate !== undefined && `${byteCount(rate)}/s`,
    left !== undefined && `${duration(left)} left`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** State of a commit in words, with its queue position. */
export function words({ message, place, progress, cancelled_by: by }: Omit<Standing, 'state'>): string {
  const where = place === undefined ? '' : `place ${place} in the queue`;
  const figures = by === undefined ? progressFigures({ progress }) : '';
  // The figures follow the sentence.
  return [printable(message).replace(/\.$/, ''), where, figures].filter(Boolean).join(', ');
}

function filled(percent: number, width: number): string {
  const done = Math.round((width * Math.min(100, Math.max(0, percent))) / 100);
  return `[${'#'.repeat(done)}${'.'.repeat(width - done)}]`;
}

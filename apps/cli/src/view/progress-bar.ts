import type { Commit } from '@image-factory/client';
import { byteCount } from './byte-count.js';
import { cut, displayWidth } from './display-width.js';
import { duration } from './duration.js';
import { printable } from './printable.js';

/** Widest bar and narrowest, in characters. */
const [WIDEST, NARROWEST] = [40, 8];

/** Longest state, so that the bars of all phases begin at the same place. */
const STATE_WIDTH = 'committing'.length;

/** What a line says of a save. */
type Standing = Pick<Commit, 'state' | 'message' | 'place' | 'progress' | 'cancelled_by'>;

/** How a save stands, on one line that is no wider than the terminal. */
export function progressBar(commit: Standing, columns: number): string {
  const state = commit.state.padEnd(STATE_WIDTH);
  // How a cancel goes is news, for instance that the agent does not answer; how far the save was is not.
  const percent = commit.cancelled_by === undefined ? commit.progress?.percent : undefined;
  const figures = percent === undefined ? words(commit) : progressFigures(commit);
  const width = Math.min(WIDEST, columns - displayWidth(`${state} [] ${figures}`));
  const bar = percent === undefined || width < NARROWEST ? '' : `${filled(percent, width)} `;
  return cut(`${state} ${bar}${figures}`, columns);
}

/** How far the phase is, in figures: share, bytes, rate and what is left, as far as known. */
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

/** How a save stands, in words, with its place in the queue. */
export function words({ message, place, progress, cancelled_by: by }: Omit<Standing, 'state'>): string {
  const where = place === undefined ? '' : `place ${place} in the queue`;
  const figures = by === undefined ? progressFigures({ progress }) : '';
  // Figures follow the sentence.
  return [printable(message).replace(/\.$/, ''), where, figures].filter(Boolean).join(', ');
}

function filled(percent: number, width: number): string {
  const done = Math.round((width * Math.min(100, Math.max(0, percent))) / 100);
  return `[${'#'.repeat(done)}${'.'.repeat(width - done)}]`;
}

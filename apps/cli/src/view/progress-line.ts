import { type Commit, formatBytes, formatDuration } from '@image-factory/client';
import { cut, displayWidth, printable } from './text.js';

/** Maximum and minimum width of a bar, in characters. */
const [MAX_BAR_WIDTH, MIN_BAR_WIDTH] = [40, 8];

/** Length of the longest state name, so that the bars of all phases are aligned. */
const STATE_WIDTH = 'committing'.length;

/** Parts of a progress line. */
type CommitProgress = Pick<Commit, 'state' | 'message' | 'place' | 'progress' | 'cancelled_by'>;

/** Progress of a commit, on one line that fits the width of the terminal. */
export function progressLine(commit: CommitProgress, columns: number): string {
  const state = commit.state.padEnd(STATE_WIDTH);
  // During a cancel, show its status, such as an agent that does not answer, instead of the progress.
  const percent = commit.cancelled_by === undefined ? commit.progress?.percent : undefined;
  const figures = percent === undefined ? statusText(commit) : progressFigures(commit);
  const width = Math.min(MAX_BAR_WIDTH, columns - displayWidth(`${state} [] ${figures}`));
  const bar = percent === undefined || width < MIN_BAR_WIDTH ? '' : `${filled(percent, width)} `;
  return cut(`${state} ${bar}${figures}`, columns);
}

/** Progress of the phase in figures: percent, bytes, rate and remaining time, as far as known. */
export function progressFigures({ progress }: Pick<Commit, 'progress'>): string {
  if (!progress) return '';
  const { bytes, total_bytes: total, percent, bytes_per_second: rate, eta_seconds: left } = progress;
  return [
    percent !== undefined && `${percent} %`,
    total === undefined ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(total)}`,
    rate !== undefined && `${formatBytes(rate)}/s`,
    left !== undefined && `${formatDuration(left)} left`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** State of a commit in words, with its queue position. */
export function statusText({ message, place, progress, cancelled_by: by }: Omit<CommitProgress, 'state'>): string {
  const where = place === undefined ? '' : `position ${place} in the queue`;
  const figures = by === undefined ? progressFigures({ progress }) : '';
  // The figures follow the sentence.
  return [printable(message).replace(/\.$/, ''), where, figures].filter(Boolean).join(', ');
}

function filled(percent: number, width: number): string {
  const done = Math.round((width * Math.min(100, Math.max(0, percent))) / 100);
  return `[${'#'.repeat(done)}${'.'.repeat(width - done)}]`;
}

import './progress.css';
import { type Commit, formatBytes, formatDuration } from '@image-factory/client';
import { isBeingCancelled, stateName } from './commit-state.js';

/** State of a commit, in one word and a colour. */
export function StateBadge({ commit }: { readonly commit: Commit }) {
  return <span class={`state-badge ${commit.state}`}>{stateName(commit)}</span>;
}

/** Progress of a running commit: two bars, one per phase, and a description. */
export function Progress({ commit }: { readonly commit: Commit }) {
  return (
    <div class="progress">
      <div class="progress-bars">
        <Bar name="Reading the container" value={readShare(commit)} />
        <Bar name="Pushing the image" value={pushShare(commit)} />
      </div>
      <p>
        <strong>{stateName(commit)}</strong> <span>{figuresOf(commit)}</span>
      </p>
    </div>
  );
}

/** @param value in percent; null for indeterminate progress */
function Bar({ name, value }: { readonly name: string; readonly value: number | null }) {
  return value === null ? <progress aria-label={name} /> : <progress aria-label={name} max={100} value={value} />;
}

function readShare({ state, progress }: Commit): number | null {
  if (state === 'committing') return progress?.percent ?? null;
  return state === 'pushing' ? 100 : 0;
}

function pushShare({ state, progress }: Commit): number | null {
  return state === 'pushing' ? (progress?.percent ?? null) : 0;
}

/** Progress of the current phase in figures; otherwise the message of the shield. */
function figuresOf(commit: Commit): string {
  const { state, place, message, progress } = commit;
  // During a cancel, show its status, such as an agent that does not answer, instead of the progress.
  if (isBeingCancelled(commit)) return message;
  if (state === 'queued')
    return place === undefined ? 'waiting for this node' : `position ${place} in the queue of this node`;
  if (!progress) return message;
  const { bytes, total_bytes: total, percent, bytes_per_second: rate, eta_seconds: left } = progress;
  return [
    percent !== undefined && `${percent} %`,
    total === undefined ? formatBytes(bytes) : `${formatBytes(Math.min(bytes, total))} of ${formatBytes(total)}`,
    rate !== undefined && rate > 0 && `${formatBytes(rate)}/s`,
    left !== undefined && `${formatDuration(left)} left`,
  ]
    .filter(Boolean)
    .join(' · ');
}

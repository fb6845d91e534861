import './progress.css';
import { type Commit, formatBytes, formatDuration } from '@image-factory/client';
import { isBeingCancelled, stateName } from './save-state.js';

/** State of a commit, in one word and a colour. */
export function StateBadge({ save }: { readonly save: Commit }) {
  return <span class={`state-badge ${save.state}`}>{stateName(save)}</span>;
}

/** Progress of a running commit: two bars, one per phase, and a description. */
export function Progress({ save }: { readonly save: Commit }) {
  return (
    <div class="progress">
      <div class="progress-bars">
        <Bar name="Reading the container" value={readShare(save)} />
        <Bar name="Pushing the image" value={pushShare(save)} />
      </div>
      <p>
        <strong>{stateName(save)}</strong> <span>{figuresOf(save)}</span>
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
function figuresOf(save: Commit): string {
  const { state, place, message, progress } = save;
  // During a cancel, show its status, such as an agent that does not answer, instead of the progress.
  if (isBeingCancelled(save)) return message;
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

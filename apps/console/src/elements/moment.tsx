import { signal } from '@preact/signals';
import { ago, inFull } from './moment-text.js';

/** Refresh interval of relative times. */
const TICK_MS = 5_000;

/** The current time, at the resolution of the refresh interval. */
export const now = signal(Date.now());

setInterval(() => (now.value = Date.now()), TICK_MS);

/** Relative time, with the full time as a tooltip. */
export function Moment({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={inFull(at)}>
      {ago(at, now.value)}
    </time>
  );
}

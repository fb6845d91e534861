import { now } from '../text/clock.js';
import { ago, inFull } from '../text/moment.js';

/** Relative time, with the full time as a tooltip. */
export function Moment({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={inFull(at)}>
      {ago(at, now.value)}
    </time>
  );
}

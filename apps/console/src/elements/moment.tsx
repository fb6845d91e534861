import { now } from '../text/clock.js';
import { ago, inFull } from '../text/moment.js';

/** How long ago something was; in full when it is pointed at. */
export function Moment({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={inFull(at)}>
      {ago(at, now.value)}
    </time>
  );
}

import './link-state.css';
import { isLive, wasLive } from '../shield/link.js';

/** Shows whether the page receives live updates. */
export function LinkState() {
  return (
    <span class={`link-state ${isLive.value ? 'live' : ''}`} role="status">
      {isLive.value ? <span class="if-wide">Live</span> : wasLive.value ? 'Reconnecting…' : 'Connecting…'}
    </span>
  );
}

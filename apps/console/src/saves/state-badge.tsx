import './state-badge.css';
import type { Commit } from '@image-factory/client';
import { stateName } from './save-state.js';

/** State of a commit, in one word and a colour. */
export function StateBadge({ save }: { readonly save: Commit }) {
  return <span class={`state-badge ${save.state}`}>{stateName(save)}</span>;
}

import type { Commit } from '@image-factory/client';
import type { SaveFilter } from '../route/route.js';
import { STATE_GROUPS } from './save-state.js';

/** Converts a filter to a query for the shield. */
export function queryOf({ states, ip, container, image, author }: SaveFilter, cursor?: string) {
  const status = states.flatMap((state) => STATE_GROUPS[state].states);
  return {
    ...(status.length > 0 && { status }),
    ...(ip && { ip }),
    ...(container && { container }),
    ...(image && { image }),
    ...(author && { author }),
    ...(cursor && { cursor }),
  };
}

/** Whether a commit matches a filter, as the shield evaluates it. */
export function matches(save: Commit, { states, ip, container, image, author }: SaveFilter): boolean {
  return (
    (states.length === 0 || states.some((state) => STATE_GROUPS[state].states.includes(save.state))) &&
    (!ip || save.ip === ip) &&
    (!container || save.container === container) &&
    (!author || save.author === author) &&
    save.image.startsWith(image)
  );
}

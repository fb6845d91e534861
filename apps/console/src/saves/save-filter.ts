import type { Commit } from '@image-factory/client';
import type { SaveFilter } from '../route/route.js';
import { STATE_GROUPS } from './save-state.js';

/** The query that asks the shield for what a filter means. */
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

/** Whether the shield would tell of a save when it is asked with a filter. */
export function matches(save: Commit, { states, ip, container, image, author }: SaveFilter): boolean {
  return (
    (states.length === 0 || states.some((state) => STATE_GROUPS[state].states.includes(save.state))) &&
    (!ip || save.ip === ip) &&
    (!container || save.container === container) &&
    (!author || save.author === author) &&
    save.image.startsWith(image)
  );
}

import type { Commit } from '@image-factory/client';
import type { Session } from '../session.js';
import { commitView } from '../view/commit-view.js';
import { followed } from './followed.js';
import { onInterrupt } from './interruption.js';

/**
 * Shows the progress of a commit until it has ended.
 *
 * @param commit its current state
 * @param goesOn message for the case that this process is interrupted before the commit ends
 * @returns the ended commit
 */
export async function untilEnded(session: Session, commit: Commit, goesOn: string): Promise<Commit> {
  const view = commitView(session.terminal.stdout, session.json);
  const aside = (sentence: string) => {
    view.clear();
    session.tell(sentence);
  };
  const forget = onInterrupt(() => aside(goesOn));
  let last = commit;
  view.show(last);
  try {
    if (last.ended_at !== undefined) return last;
    const onLost = () => aside('The connection to the shield is lost: asking again.');
    for await (last of followed(session.access, commit.id, { onLost })) view.show(last);
    view.clear();
    return last;
  } catch (error) {
    aside(goesOn);
    throw error;
  } finally {
    forget();
  }
}

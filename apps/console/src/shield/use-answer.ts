import { useEffect, useRef, useState } from 'preact/hooks';
import { type Fault, faultOf } from './fault.js';
import { credential } from './token.js';

/** What a view has been answered so far. */
export interface Answer<T> {
  /** The last answer; it stays while the question is asked again, and while that fails. */
  readonly value?: T;
  /** Why the last question got none. */
  readonly fault?: Fault;
  /** Asks again. */
  readonly again: () => void;
}

/**
 * Asks something for a view: at first, when what it depends on or the token changes, and every so often while the page is
 * looked at.
 * @param every how often, in milliseconds; without it, once
 */
export function useAnswer<T>(question: () => Promise<T>, dependsOn: string, every?: number): Answer<T> {
  const [{ of, value, fault }, setState] = useState<{ of?: string; value?: T; fault?: Fault }>({});
  const asking = useRef(question);
  asking.current = question;
  const again = useRef<() => void>(() => undefined);
  const sent = credential.value;

  useEffect(() => {
    let isWanted = true;
    again.current = () => {
      asking
        .current()
        .then((answer) => isWanted && setState({ of: dependsOn, value: answer }))
        .catch(
          (error: unknown) =>
            isWanted &&
            setState((before) => ({
              of: dependsOn,
              value: before.of === dependsOn ? before.value : undefined,
              fault: faultOf(error),
            })),
        );
    };
    const whenSeen = () => document.hidden || again.current();
    again.current();
    const timer = every === undefined ? undefined : setInterval(whenSeen, every);
    if (every !== undefined) document.addEventListener('visibilitychange', whenSeen);
    return () => {
      isWanted = false;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', whenSeen);
    };
  }, [dependsOn, sent, every]);

  const isOfThis = of === dependsOn;
  return { value: isOfThis ? value : undefined, fault: isOfThis ? fault : undefined, again: () => again.current() };
}

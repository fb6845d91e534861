import { useEffect, useRef, useState } from 'preact/hooks';
import { type Fault, faultOf } from './fault.js';
import { isLive } from './link.js';
import { isRetryable } from './shield.js';
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

/** First and longest wait before a question that failed is asked again, in milliseconds. */
const [FIRST_RETRY_MS, LONGEST_RETRY_MS] = [2_000, 15_000];

/** A question without an answer for so long may be on a connection that died with the link, in milliseconds. */
const OVERDUE_MS = 5_000;

/**
 * Asks something for a view: at first, when what it depends on or the token changes, and every so often while the page is
 * looked at. A question that failed for a reason that may pass is retried until it is answered, at once when the link to
 * the shield is live again.
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
    let wait = FIRST_RETRY_MS;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let [asked, settled, askedAt, isFailing] = [0, 0, 0, false];
    const ask = async () => {
      clearTimeout(retry);
      const turn = ++asked;
      askedAt = performance.now();
      const [answer, error] = await asking.current().then(
        (value) => [value] as const,
        (reason: unknown) => [undefined, reason] as const,
      );
      // An earlier question may be answered after a later one.
      if (!isWanted || turn < settled) return;
      settled = turn;
      isFailing = error !== undefined && isRetryable(error);
      wait = isFailing ? Math.min(2 * wait, LONGEST_RETRY_MS) : FIRST_RETRY_MS;
      if (isFailing) retry = setTimeout(() => void ask(), wait / 2);
      setState((before) => {
        if (error === undefined) return { of: dependsOn, value: answer };
        return { of: dependsOn, value: before.of === dependsOn ? before.value : undefined, fault: faultOf(error) };
      });
    };
    again.current = () => void ask();
    const forgetLink = isLive.subscribe((live) => {
      const isOverdue = asked > settled && performance.now() - askedAt > OVERDUE_MS;
      if (live && (isFailing || isOverdue)) void ask();
    });
    const whenSeen = () => document.hidden || again.current();
    again.current();
    const timer = every === undefined ? undefined : setInterval(whenSeen, every);
    if (every !== undefined) document.addEventListener('visibilitychange', whenSeen);
    return () => {
      isWanted = false;
      forgetLink();
      clearTimeout(retry);
      clearInterval(timer);
      document.removeEventListener('visibilitychange', whenSeen);
    };
  }, [dependsOn, sent, every]);

  const isOfThis = of === dependsOn;
  return { value: isOfThis ? value : undefined, fault: isOfThis ? fault : undefined, again: () => again.current() };
}

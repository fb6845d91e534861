import { useEffect, useRef, useState } from 'preact/hooks';
import { Backoff } from '@image-factory/resilience/backoff';
import { type Fault, faultOf, isRetryable } from './shield.js';
import { isLive } from './link.js';
import { credential } from './token.js';

/** State of a view's request. */
export interface Answer<T> {
  /** The last answer; kept while the request is repeated or fails. */
  readonly value?: T;
  /** The error of the last request, if it failed. */
  readonly fault?: Fault;
  /** Repeats the request. */
  readonly again: () => void;
}

/** Before a failed request is retried. */
const REQUEST_BACKOFF = new Backoff({ initialMs: 2_000, maxMs: 7_500 });

/** Age after which a pending request is repeated on reconnect: its connection may be dead, too. */
const OVERDUE_MS = 5_000;

/**
 * Sends a request for a view: on mount, when a dependency or the token changes, and periodically while the page is
 * visible. A request that failed with a retryable error is retried until it succeeds, and immediately when the
 * connection to the shield is live again.
 * @param every interval in milliseconds; without it, the request is sent once
 */
export function useAnswer<T>(question: () => Promise<T>, dependsOn: string, every?: number): Answer<T> {
  const [{ of, value, fault }, setState] = useState<{ of?: string; value?: T; fault?: Fault }>({});
  const latestQuestion = useRef(question);
  latestQuestion.current = question;
  const again = useRef<() => void>(() => undefined);
  const sent = credential.value;

  useEffect(() => {
    let isActive = true;
    let failures = 0;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let [requests, settled, requestedAt, isFailing] = [0, 0, 0, false];
    const ask = async () => {
      clearTimeout(retry);
      const number = ++requests;
      requestedAt = performance.now();
      const [answer, error] = await latestQuestion.current().then(
        (value) => [value] as const,
        (reason: unknown) => [undefined, reason] as const,
      );
      // Answers may arrive out of order.
      if (!isActive || number < settled) return;
      settled = number;
      isFailing = error !== undefined && isRetryable(error);
      failures = isFailing ? failures + 1 : 0;
      if (isFailing) retry = setTimeout(() => void ask(), REQUEST_BACKOFF.after(failures)!.delayMs);
      setState((before) => {
        if (error === undefined) return { of: dependsOn, value: answer };
        return { of: dependsOn, value: before.of === dependsOn ? before.value : undefined, fault: faultOf(error) };
      });
    };
    again.current = () => void ask();
    const forgetLink = isLive.subscribe((live) => {
      const isOverdue = requests > settled && performance.now() - requestedAt > OVERDUE_MS;
      if (live && (isFailing || isOverdue)) void ask();
    });
    const whenSeen = () => document.hidden || again.current();
    again.current();
    const timer = every === undefined ? undefined : setInterval(whenSeen, every);
    if (every !== undefined) document.addEventListener('visibilitychange', whenSeen);
    return () => {
      isActive = false;
      forgetLink();
      clearTimeout(retry);
      clearInterval(timer);
      document.removeEventListener('visibilitychange', whenSeen);
    };
  }, [dependsOn, sent, every]);

  const isOfThis = of === dependsOn;
  return { value: isOfThis ? value : undefined, fault: isOfThis ? fault : undefined, again: () => again.current() };
}

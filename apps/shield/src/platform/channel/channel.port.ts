import type { Observable } from 'rxjs';

/** Notifications between the shields of a cluster. Delivery is best effort: correctness must not depend on it. */
export interface Channel {
  /** Notifications of other shields. */
  readonly arrivals: Observable<string>;

  /**
   * Notifies the other shields, with at most some 7,000 bytes. Never rejects.
   * @param notification text without NUL
   */
  notify(notification: string): void;

  close(): Promise<void>;
}

/** Injection token of the channel that the application uses. */
export const CHANNEL = Symbol('Channel');

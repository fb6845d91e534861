import type { Observable } from 'rxjs';

/** How the shields of one cluster tell each other what has happened. News may be lost: nothing rests on them alone. */
export interface Channel {
  /** What other shields have told. */
  readonly arrivals: Observable<string>;

  /**
   * Tells the other shields, at most some 7,000 bytes at once. Never rejects.
   * @param news text without NUL
   */
  tell(news: string): void;

  close(): Promise<void>;
}

/** Token of the channel that the application uses. */
export const CHANNEL = Symbol('Channel');

import type { DELIVERIES } from '../platform/database/schema.js';
import type { RecordOf } from '../platform/database/table.js';

/** A webhook delivery to one receiver. */
export type Delivery = RecordOf<typeof DELIVERIES>;

/** Selects the deliveries to claim. Times are Unix milliseconds. */
export interface DeliveryClaim {
  /** Receiver. */
  readonly url: string;
  readonly now: number;
  /** End of the claim. */
  readonly until: number;
  /** Limit on the claimed deliveries. */
  readonly limit: number;
}

/** Stores pending deliveries; the commit store writes them together with the ends of commits. */
export interface DeliveryStore {
  /**
   * Claims due deliveries, longest overdue first: counts an attempt, and makes them due again when the claim ends.
   * Concurrent callers never claim the same delivery.
   * @returns the claimed deliveries in their new state
   */
  claim(claim: DeliveryClaim): Promise<Delivery[]>;

  /** Postpones a delivery until a moment. */
  postpone(id: string, dueAt: number): Promise<void>;

  /** Removes a delivery that was acknowledged or dropped. */
  remove(id: string): Promise<void>;

  /** Removes the deliveries that were written before a moment. @returns the removed deliveries */
  removeCreatedBefore(time: number): Promise<Delivery[]>;

  /** Number of pending deliveries. */
  count(): Promise<number>;
}

/** Injection token of the store that the application uses. */
export const DELIVERY_STORE = Symbol('DeliveryStore');

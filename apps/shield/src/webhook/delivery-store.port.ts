import type { Delivery } from './delivery.js';

/** Which deliveries may be sent now. Times are Unix milliseconds. */
export interface DeliveryClaim {
  /** Of this receiver. */
  readonly url: string;
  readonly now: number;
  /** Until when the claimed ones belong to the caller. */
  readonly until: number;
  /** How many to claim at most. */
  readonly limit: number;
}

/** Keeps what is to be delivered; the store of commits writes it, with the ends that it tells of. */
export interface DeliveryStore {
  /**
   * Claims deliveries that are due, those due longest first: one more attempt is counted, and they are due again when
   * the claim ends. Each is claimed by one caller only, however many ask at once.
   * @returns the claimed ones, as they are now
   */
  claim(claim: DeliveryClaim): Promise<Delivery[]>;

  /** Puts a delivery off until a moment. */
  postpone(id: string, dueAt: number): Promise<void>;

  /** Removes a delivery, made or given up. */
  remove(id: string): Promise<void>;

  /** Removes those that were written before a moment. @returns the removed ones */
  removeCreatedBefore(time: number): Promise<Delivery[]>;

  /** How many there are. */
  count(): Promise<number>;
}

/** Token of the store that the application uses. */
export const DELIVERY_STORE = Symbol('DeliveryStore');

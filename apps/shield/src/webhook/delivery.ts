/** A webhook delivery to one receiver. Times are Unix milliseconds. */
export interface Delivery {
  /** A UUIDv7, the same at every attempt: receivers detect duplicates by it. */
  readonly id: string;
  /** Receiver, as configured. */
  readonly url: string;
  /** Id of the commit that has ended. */
  readonly commitId: string;
  /** The event as JSON, the same at every attempt. */
  readonly body: string;
  readonly createdAt: number;
  /** Earliest moment of the next attempt. */
  readonly dueAt: number;
  /** Number of claims. */
  readonly attempts: number;
}

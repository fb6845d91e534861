/** One event on its way to one receiver. Times are Unix milliseconds. */
export interface Delivery {
  /** A UUIDv7, the same at every attempt: receivers tell repetitions by it. */
  readonly id: string;
  /** Where it goes, as configured. */
  readonly url: string;
  /** Transaction id of the save that it tells of. */
  readonly commitId: string;
  /** The event as JSON, the same at every attempt. */
  readonly body: string;
  readonly createdAt: number;
  /** Not sent before then. */
  readonly dueAt: number;
  /** How many times it was claimed to be sent. */
  readonly attempts: number;
}

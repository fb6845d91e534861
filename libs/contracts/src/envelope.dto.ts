/** Fields of every v1 answer. */
export class Envelope {
  /**
   * Whether the call succeeded. v1 clients read this field, not the HTTP status.
   * @example true
   */
  success!: boolean;

  /**
   * Result, or reason of the failure, for people.
   * @example "ok"
   */
  msg!: string;
}

/** What every v1 answer has in common. */
export class Envelope {
  /**
   * Whether the call did what it was asked to do. Clients look at this, not at the HTTP status.
   * @example true
   */
  success!: boolean;

  /**
   * A sentence for a person: what was done, or why not.
   * @example "ok"
   */
  msg!: string;
}

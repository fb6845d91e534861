import { CallFailure } from '@image-factory/client';

/** What went wrong, for a person: of a call as well as of a save. */
export interface Fault {
  readonly title: string;
  readonly detail: string;
  readonly hint?: string;
  readonly code?: string;
  /** The save that is in the way, if one is. */
  readonly transaction_id?: string;
}

/** Whatever was thrown, as a person is told of it. */
export function faultOf(error: unknown): Fault {
  if (error instanceof CallFailure) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { title: 'Something unexpected went wrong', detail, hint: 'Load the page again.' };
}

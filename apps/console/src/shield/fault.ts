import { CallFailure } from '@image-factory/client';

/** An error to display: of a call or of a commit. */
export interface Fault {
  readonly title: string;
  readonly detail: string;
  readonly hint?: string;
  readonly code?: string;
  /** The conflicting commit, if any. */
  readonly transaction_id?: string;
}

/** Converts any thrown value to a displayable error. */
export function faultOf(error: unknown): Fault {
  if (error instanceof CallFailure) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { title: 'Internal error', detail, hint: 'Load the page again.' };
}

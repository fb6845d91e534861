import { COMMITS } from '../../platform/database/schema.js';
import type { RecordOf } from '../../platform/database/table.js';

/** Record of a commit, from its acceptance to its removal. All times are Unix milliseconds. */
export type CommitRecord = RecordOf<typeof COMMITS>;

/** The columns that frequent queries need. */
export const STANDINGS = COMMITS.only(
  'id',
  'ip',
  'container',
  'image',
  'author',
  'node',
  'status',
  'statusMsg',
  'errorCode',
  'errorHint',
  'digest',
  'verifiedBy',
  'changedAt',
  'heardAt',
  'attempt',
  'seq',
  'cancelledBy',
);

/** The part of a record that frequent queries need. */
export type CommitStanding = RecordOf<typeof STANDINGS>;

/** Whether a commit is dispatched to an agent without a boot id, which can neither stop it nor list it as running. */
export function isOfFirstGeneration({ startedAt, bootId }: Pick<CommitRecord, 'startedAt' | 'bootId'>): boolean {
  return startedAt !== undefined && bootId === undefined;
}

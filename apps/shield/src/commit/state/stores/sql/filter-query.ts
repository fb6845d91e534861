import type { CommitState } from '@image-factory/contracts';
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Schema } from '../../../../platform/database/schema.js';
import { storableText } from '../../../../platform/database/table.js';
import { STATUS_OF_STATE } from '../../commit-state.js';
import type { CommitFilter } from '../../commit-store.port.js';

type Commits = ExpressionBuilder<Schema, 'commits'>;

/** The rows that match a filter. */
export function matching(filter: CommitFilter) {
  return (row: Commits): Expression<SqlBool> => {
    const conditions: Expression<SqlBool>[] = [];
    for (const column of ['ip', 'container', 'author'] as const) {
      const value = filter[column];
      if (value !== undefined) conditions.push(row(column, '=', storableText(value)));
    }
    const { image, states, changedSince } = filter;
    if (image !== undefined) conditions.push(startsWith(row, storableText(image)));
    if (states !== undefined) conditions.push(row.or(states.map((state) => isIn(row, state))));
    if (changedSince !== undefined) conditions.push(row('changedAt', '>=', changedSince));
    return row.and(conditions);
  };
}

/** Avoids LIKE, which is case-sensitive in one database and case-insensitive in the other. */
function startsWith(row: Commits, start: string): Expression<SqlBool> {
  const beginning = row.fn<string>('substr', ['image', row.val(1), row.val([...start].length)]);
  return row(beginning, '=', start);
}

function isIn(row: Commits, state: CommitState): Expression<SqlBool> {
  const inStatus = row('status', '=', STATUS_OF_STATE[state]);
  if (state === 'cancelled') return row.and([inStatus, row('errorCode', '=', 'cancelled')]);
  if (state !== 'failed') return inStatus;
  return row.and([inStatus, row.or([row('errorCode', 'is', null), row('errorCode', '!=', 'cancelled')])]);
}

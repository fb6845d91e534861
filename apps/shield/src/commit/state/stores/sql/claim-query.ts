import { CommitStatus } from '@image-factory/contracts';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { isPostgres } from '../../../../platform/database/postgres.js';
import type { Schema } from '../../../../platform/database/schema.js';
import type { ClaimRules } from '../../commit-store.port.js';

/** Advisory lock of claiming shields, and the idle timeout after which PostgreSQL takes the lock from its holder. */
const CLAIM_LOCK = 'image-factory claim';
const IDLE_TIMEOUT = '10s';

/** Whether any commit can be claimed: a cheap check for the usual case that none can. */
export async function anyClaimable(database: Kysely<Schema>, now: number): Promise<boolean> {
  const row = await database.selectFrom('commits').select('id').where(claimable(now)).limit(1).executeTakeFirst();
  return row !== undefined;
}

/**
 * Claims commits, in unspecified order. Two shields that count the dispatched commits of a node concurrently would both
 * fill its limit, so shields that share PostgreSQL claim one after the other. A row that is locked by another change is
 * skipped, not awaited. SQLite has one writer at any time.
 */
export function claimRows(database: Kysely<Schema>, rules: ClaimRules): Promise<Schema['commits'][]> {
  return database.transaction().execute(async (transaction) => {
    if (isPostgres(database)) await lockClaims(transaction);
    return claimStatement(transaction, rules).execute();
  });
}

async function lockClaims(transaction: Kysely<Schema>): Promise<void> {
  await sql`
    select set_config('idle_in_transaction_session_timeout', ${IDLE_TIMEOUT}, true),
      pg_advisory_xact_lock(hashtextextended(${CLAIM_LOCK}, 0))
  `.execute(transaction);
}

function claimStatement(database: Kysely<Schema>, { now, until, perNode, limit }: ClaimRules) {
  const lockRows = isPostgres(database);
  return database
    .with('busy', (db) =>
      db
        .selectFrom('commits')
        .select((row) => ['node', row.fn.countAll<number>().as('commits')])
        .where('endedAt', 'is', null)
        .where((row) => row.or([row('status', '!=', CommitStatus.INITIALIZED), row('dispatchAt', '>', now)]))
        .groupBy('node'),
    )
    .with('queued', (db) =>
      db
        .selectFrom('commits')
        .select((row) => [
          'id',
          'node',
          row.fn
            .agg<number>('row_number')
            .over((over) => over.partitionBy('node').orderBy('id'))
            .as('place'),
        ])
        .where(claimable(now)),
    )
    .with('next', (db) =>
      db
        .selectFrom('queued')
        .leftJoin('busy', 'busy.node', 'queued.node')
        .select('queued.id')
        .where((row) => row(row('queued.place', '+', row.fn.coalesce('busy.commits', sql.lit(0))), '<=', perNode)),
    )
    .with('chosen', (db) =>
      db
        .selectFrom('commits')
        .select('commits.id')
        .where('commits.id', 'in', (row) => row.selectFrom('next').select('next.id'))
        .orderBy('commits.id')
        .limit(limit)
        .$if(lockRows, (query) => query.forUpdate().skipLocked()),
    )
    .updateTable('commits')
    .set((row) => ({ dispatchAt: until, version: row('version', '+', 1) }))
    .where('id', 'in', (row) => row.selectFrom('chosen').select('chosen.id'))
    .where(claimable(now))
    .returningAll();
}

/** Queued, and neither claimed nor postponed. */
function claimable(now: number) {
  return (row: ExpressionBuilder<Schema, 'commits'>) =>
    row.and([row('endedAt', 'is', null), row('status', '=', CommitStatus.INITIALIZED), row('dispatchAt', '<=', now)]);
}

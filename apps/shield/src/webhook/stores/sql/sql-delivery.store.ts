import type { ExpressionBuilder, Kysely } from 'kysely';
import { isPostgres } from '../../../platform/database/postgres.js';
import { DELIVERIES, type Schema } from '../../../platform/database/schema.js';
import { storableText } from '../../../platform/database/table.js';
import type { Delivery, DeliveryClaim, DeliveryStore } from '../../delivery-store.port.js';

/** Delivery store in a database: SQLite, or PostgreSQL that several shields share. */
export class SqlDeliveryStore implements DeliveryStore {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Skips rows that another shield is claiming; SQLite has one writer at any time. */
  async claim(claim: DeliveryClaim): Promise<Delivery[]> {
    const isDue = due(claim);
    const rows = await this.database
      .with('chosen', (db) =>
        db
          .selectFrom('deliveries')
          .select('deliveries.id')
          .where(isDue)
          .orderBy('dueAt')
          .orderBy('deliveries.id')
          .limit(claim.limit)
          .$if(isPostgres(this.database), (query) => query.forUpdate().skipLocked()),
      )
      .updateTable('deliveries')
      .set((row) => ({ dueAt: claim.until, attempts: row('attempts', '+', 1) }))
      .where('id', 'in', (row) => row.selectFrom('chosen').select('chosen.id'))
      .where(isDue)
      .returningAll()
      .execute();
    return rows.map((row) => DELIVERIES.record(row));
  }

  async postpone(id: string, dueAt: number): Promise<void> {
    await this.database.updateTable('deliveries').set({ dueAt: dueAt }).where('id', '=', id).execute();
  }

  async remove(id: string): Promise<void> {
    await this.database.deleteFrom('deliveries').where('id', '=', id).execute();
  }

  async removeCreatedBefore(time: number): Promise<Delivery[]> {
    const rows = await this.database.deleteFrom('deliveries').where('createdAt', '<', time).returningAll().execute();
    return rows.map((row) => DELIVERIES.record(row));
  }

  async count(): Promise<number> {
    const { deliveries } = await this.database
      .selectFrom('deliveries')
      .select((row) => row.fn.countAll<number>().as('deliveries'))
      .executeTakeFirstOrThrow();
    return deliveries;
  }
}

function due({ url, now }: DeliveryClaim) {
  return (row: ExpressionBuilder<Schema, 'deliveries'>) =>
    row.and([row('url', '=', storableText(url)), row('dueAt', '<=', now)]);
}

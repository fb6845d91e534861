import type { Kysely } from 'kysely';
import type { AgentRow, Schema } from '../../../platform/database/schema.js';
import { storableRow, storableText } from '../../../platform/database/storable-text.js';
import type { AgentStore } from '../../agent-store.port.js';
import type { Agent } from '../../agent.js';

/** Agent store in a database: SQLite, or PostgreSQL that several shields share. */
export class SqlAgentStore implements AgentStore {
  constructor(private readonly database: Kysely<Schema>) {}

  async put(agent: Agent): Promise<void> {
    const { ip, ...columns } = toRow(agent);
    await this.database
      .insertInto('agents')
      .values({ ip, ...columns })
      .onConflict((conflict) => conflict.column('ip').doUpdateSet(columns))
      .execute();
  }

  async find(ip: string): Promise<Agent | undefined> {
    const row = await this.database
      .selectFrom('agents')
      .selectAll()
      .where('ip', '=', storableText(ip))
      .executeTakeFirst();
    return row && fromRow(row);
  }

  async list(): Promise<Agent[]> {
    const rows = await this.database.selectFrom('agents').selectAll().orderBy('ip').execute();
    return rows.map(fromRow);
  }

  async countSeenSince(time: number): Promise<number> {
    const { agents } = await this.database
      .selectFrom('agents')
      .select((row) => row.fn.countAll<number>().as('agents'))
      .where('seen_at', '>=', time)
      .executeTakeFirstOrThrow();
    return agents;
  }

  async removeUnseenSince(time: number): Promise<Agent[]> {
    const rows = await this.database.deleteFrom('agents').where('seen_at', '<', time).returningAll().execute();
    return rows.map(fromRow);
  }
}

function toRow({ ip, address, nodeId, bootId, version, features, seenAt }: Agent): AgentRow {
  return storableRow({
    ip,
    address,
    node_id: nodeId ?? null,
    boot_id: bootId ?? null,
    version: version ?? null,
    features: features ? JSON.stringify(features) : null,
    seen_at: seenAt,
  });
}

function fromRow(row: AgentRow): Agent {
  return {
    ip: row.ip,
    address: row.address,
    nodeId: row.node_id ?? undefined,
    bootId: row.boot_id ?? undefined,
    version: row.version ?? undefined,
    features: row.features === null ? undefined : (JSON.parse(row.features) as string[]),
    seenAt: row.seen_at,
  };
}

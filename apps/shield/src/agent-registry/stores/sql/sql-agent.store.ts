import type { Kysely } from 'kysely';
import { AGENTS, type Schema } from '../../../platform/database/schema.js';
import { storableText } from '../../../platform/database/table.js';
import type { AgentStore } from '../../agent-store.port.js';
import type { Agent } from '../../agent.js';

/** Agent store in a database: SQLite, or PostgreSQL that several shields share. */
export class SqlAgentStore implements AgentStore {
  constructor(private readonly database: Kysely<Schema>) {}

  async put(agent: Agent): Promise<void> {
    const { ip, ...columns } = AGENTS.row(agent);
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
    return row && AGENTS.record(row);
  }

  async list(): Promise<Agent[]> {
    const rows = await this.database.selectFrom('agents').selectAll().orderBy('ip').execute();
    return rows.map((row) => AGENTS.record(row));
  }

  async countSeenSince(time: number): Promise<number> {
    const { agents } = await this.database
      .selectFrom('agents')
      .select((row) => row.fn.countAll<number>().as('agents'))
      .where('seenAt', '>=', time)
      .executeTakeFirstOrThrow();
    return agents;
  }

  async removeUnseenSince(time: number): Promise<Agent[]> {
    const rows = await this.database.deleteFrom('agents').where('seenAt', '<', time).returningAll().execute();
    return rows.map((row) => AGENTS.record(row));
  }
}

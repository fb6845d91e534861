import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NODE_LOAD } from './agent-registry/node-load.port.js';
import { MemoryAgentStore } from './agent-registry/stores/memory/memory-agent.store.js';
import { SqlAgentStore } from './agent-registry/stores/sql/sql-agent.store.js';
import { AGENT_STORE, type AgentStore } from './agent-registry/agent-store.port.js';
import { COMMIT_STORE, type CommitStore } from './commit/state/commit-store.port.js';
import { MemoryCommitStore } from './commit/state/stores/memory/memory-commit.store.js';
import { SqlCommitStore } from './commit/state/stores/sql/sql-commit.store.js';
import { DELIVERY_STORE, type DeliveryStore } from './webhook/delivery-store.port.js';
import { MemoryDeliveryStore } from './webhook/stores/memory/memory-delivery.store.js';
import { SqlDeliveryStore } from './webhook/stores/sql/sql-delivery.store.js';
import { CHANNEL, type Channel } from './platform/channel/channel.port.js';
import { PostgresChannel } from './platform/channel/postgres.channel.js';
import { ProcessChannel } from './platform/channel/process.channel.js';
import { databaseAddress } from './platform/database/database-address.js';
import { openDatabase } from './platform/database/open-database.js';
import { lockSqlite } from './platform/database/sqlite-lock.js';
import { PostgresTaskLock } from './platform/task-lock/postgres-task.lock.js';
import { ProcessTaskLock } from './platform/task-lock/process-task.lock.js';
import { TASK_LOCK, type TaskLock } from './platform/task-lock/task-lock.port.js';

/** All providers that depend on the database. */
interface Stores {
  readonly commits: CommitStore;
  readonly agents: AgentStore;
  readonly deliveries: DeliveryStore;
  readonly taskLock: TaskLock;
  readonly channel: Channel;
  readonly close: () => Promise<void>;
}

const STORES = Symbol('Stores');

/** The stores of the application; closed after everything else has shut down. */
@Module({})
export class StoresModule implements OnApplicationShutdown {
  constructor(@Inject(STORES) private readonly stores: Stores) {}

  /**
   * Opens the database of `database_url`.
   * @throws ConfigurationError if it is unusable
   */
  static async with({ database_url }: { readonly database_url: string }): Promise<DynamicModule> {
    const stores = await openStores(database_url);
    const providers = [
      { provide: COMMIT_STORE, useValue: stores.commits },
      { provide: NODE_LOAD, useValue: stores.commits },
      { provide: AGENT_STORE, useValue: stores.agents },
      { provide: DELIVERY_STORE, useValue: stores.deliveries },
      { provide: TASK_LOCK, useValue: stores.taskLock },
      { provide: CHANNEL, useValue: stores.channel },
    ];
    return {
      module: StoresModule,
      global: true,
      providers: [...providers, { provide: STORES, useValue: stores }],
      exports: providers.map(({ provide }) => provide),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.stores.taskLock.close(), this.stores.channel.close()]);
    await this.stores.close();
  }
}

async function openStores(databaseUrl: string): Promise<Stores> {
  const address = databaseAddress(databaseUrl);
  const alone = { taskLock: new ProcessTaskLock(), channel: new ProcessChannel() };
  if (address.engine === 'memory') {
    const deliveries = new MemoryDeliveryStore();
    const commits = new MemoryCommitStore(deliveries);
    return { commits, agents: new MemoryAgentStore(), deliveries, ...alone, close: () => Promise.resolve() };
  }
  let unlock = (): void => undefined;
  const database = await openDatabase(address, (file) => (unlock = lockSqlite(file)));
  const stores = {
    commits: new SqlCommitStore(database),
    agents: new SqlAgentStore(database),
    deliveries: new SqlDeliveryStore(database),
    close: () => database.destroy().finally(unlock),
  };
  if (address.engine === 'sqlite') return { ...stores, ...alone };
  const { url } = address;
  return { ...stores, taskLock: new PostgresTaskLock(url), channel: new PostgresChannel(url) };
}

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Folder } from '../../../sandbox/folder.js';
import { AGENT_STORE, type AgentStore } from './agent-registry/agent-store.port.js';
import { COMMIT_STORE, type CommitStore } from './commit/state/commit-store.port.js';
import { waitingRecord } from './commit/state/stores/testing/waiting-record.js';
import { StoresModule } from './stores.module.js';
import { TASK_LOCK, type TaskLock } from './platform/task-lock/task-lock.port.js';

/** Writes until the end of the shutdown. */
@Injectable()
class LastWords implements OnApplicationShutdown {
  constructor(
    @Inject(COMMIT_STORE) private readonly commits: CommitStore,
    @Inject(AGENT_STORE) private readonly agents: AgentStore,
    @Inject(TASK_LOCK) private readonly taskLock: TaskLock,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.taskLock.exclusively('last words', async () => {
      await this.commits.insert(waitingRecord('a'));
      await this.agents.put({ ip: '10.0.0.1', address: 'http://a', seenAt: 1 });
    });
  }
}

@Module({ providers: [LastWords] })
class SpeakingModule {}

async function start(database_url: string) {
  @Module({ imports: [await StoresModule.with({ database_url }), SpeakingModule] })
  class RootModule {}
  return NestFactory.createApplicationContext(RootModule, { logger: false });
}

describe('StoresModule', () => {
  let folder: Folder;

  beforeEach(() => void (folder = new Folder('stores')));
  afterEach(() => folder.remove());

  it('keeps everything written until the end of the shutdown', async () => {
    const url = `sqlite:${folder.at('factory.db')}`;
    const first = await start(url);
    await first.close();
    await expect(first.get<CommitStore>(COMMIT_STORE).find('a')).rejects.toThrow();
    const second = await start(url);
    expect(await second.get<CommitStore>(COMMIT_STORE).find('a')).toEqual(waitingRecord('a'));
    expect(await second.get<AgentStore>(AGENT_STORE).list()).toHaveLength(1);
    await second.close();
  });

  it('needs no database for memory:', async () => {
    const app = await start('memory:');
    await app.close();
    expect(await app.get<CommitStore>(COMMIT_STORE).find('a')).toEqual(waitingRecord('a'));
    expect(await app.get<AgentStore>(AGENT_STORE).list()).toHaveLength(1);
  });
});

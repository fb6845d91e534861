import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AgentProcess, Postgres, type ShieldClient, ShieldProcess } from '../sandbox/index.js';
import { machine } from './setup/machine.js';

const IP = '127.0.0.2';
const PER_NODE = 2;

/** Two shields on one PostgreSQL serve one cluster; either may fail. */
describe('two shields', () => {
  const { engine, registry } = machine();
  let postgres: Postgres;
  let shields: ShieldProcess[];
  let agent: AgentProcess;

  beforeAll(async () => {
    postgres = await Postgres.start();
    const configuration = {
      database_url: postgres.createDatabase('shields'),
      secret_key: 'the same key for all shields',
      max_commits_per_node: PER_NODE,
    };
    shields = await Promise.all([1, 2].map(() => ShieldProcess.start({ configuration })));
    agent = await AgentProcess.start({ shield: shields[0]!, engine, ip: IP });
    await agent.registered(shields[0]!);
  });

  afterAll(async () => {
    await agent?.stop();
    await Promise.all((shields ?? []).map((shield) => shield.stop()));
    await postgres?.stop();
  });

  it('share the agent that registered with one of them', async () => {
    for (const shield of shields) expect(await shield.client.hasAgent(IP)).toBe(true);
  });

  it('a commit of one shield is found by the other, and sync ends on either', async () => {
    const container = await engine.run({ name: 'shields-notebook' });
    try {
      const order = { ip: IP, container: container.name, image: registry.image('shields/alice:v1') };
      const { transaction_id: id } = await shields[1]!.client.commitAsync(order);
      expect((await shields[0]!.client.ended(id!)).status).toBe('SUCCEEDED');
      expect(await shields[1]!.client.commitSync(order)).toMatchObject({ success: true });
    } finally {
      await container.remove();
    }
  });

  it('share the progress of a commit, and either cancels it', async () => {
    const container = await engine.run({ name: 'shields-followed' });
    try {
      await container.shell('dd if=/dev/urandom of=/bulk bs=1M count=250 2>/dev/null');
      const order = { ip: IP, container: container.name, image: registry.image('shields/followed:v1') };
      const [first, second] = shields.map(({ client }) => client) as [ShieldClient, ShieldClient];
      const { body: created } = await first.submit(order);
      const progress: number[] = [];
      for await (const { commit } of second.events({ commit: created.id })) {
        if (commit.progress) progress.push(commit.progress.bytes);
      }
      // The agent reports only to the first shield.
      expect(new Set(progress).size).toBeGreaterThan(1);
      expect((await second.commit(created.id)).body.state).toBe('succeeded');

      const { body: unwanted } = await first.submit({ ...order, image: registry.image('shields/unwanted:v1') });
      for await (const { commit } of second.events({ commit: unwanted.id })) if (commit.state === 'committing') break;
      await second.cancel(unwanted.id, 'bob');
      expect((await first.commit(unwanted.id, 10)).body).toMatchObject({ state: 'cancelled', cancelled_by: 'bob' });
      expect(await container.isPaused()).toBe(false);
    } finally {
      await container.remove();
    }
  });

  it('refuse a second commit of a container on either shield', async () => {
    const container = await engine.run({ name: 'shields-busy' });
    try {
      await container.shell('dd if=/dev/urandom of=/bulk bs=1M count=60 2>/dev/null');
      const order = { ip: IP, container: container.name, image: registry.image('shields/busy:v1') };
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => shields[n % 2]!.client.commitAsync(order)),
      );
      expect(answers.filter(({ success }) => success)).toHaveLength(1);
      expect(new Set(answers.map(({ transaction_id: id }) => id)).size).toBe(1);
      expect((await shields[0]!.client.ended(answers[0]!.transaction_id!)).status).toBe('SUCCEEDED');
    } finally {
      await container.remove();
    }
  });

  it('keep order and limit of a node across both, and lose nothing if one dies', async () => {
    const containers = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => engine.run({ name: `shields-many-${n}` })));
    try {
      await Promise.all(containers.map((each) => each.shell('dd if=/dev/urandom of=/bulk bs=1M count=25 2>/dev/null')));
      const ids: string[] = [];
      for (const [n, { name }] of containers.entries()) {
        const image = registry.image(`shields/many-${n}:v1`);
        const answer = await shields[n % 2]!.client.commitAsync({ ip: IP, container: name, image });
        ids.push(answer.transaction_id!);
      }
      const waiting = (await shields[0]!.client.query(ids[5]!)).commit;
      expect(waiting).toMatchObject({ status: 'INITIALIZED', status_msg: expect.stringMatching(/place \d/) });

      await shields[1]!.kill();
      let most = 0;
      for (let ended = 0; ended < ids.length;) {
        const commits = await Promise.all(ids.map(async (id) => (await shields[0]!.client.query(id)).commit));
        const running = commits.filter((commit) => ['PROCESSING', 'COMMITTING', 'PUSHING'].includes(commit!.status));
        most = Math.max(most, running.length);
        ended = commits.filter((commit) => ['SUCCEEDED', 'FAILED'].includes(commit!.status)).length;
      }
      const commits = await Promise.all(ids.map((id) => shields[0]!.client.ended(id)));
      expect(commits.map(({ status }) => status)).toEqual(ids.map(() => 'SUCCEEDED'));
      expect(most).toBeLessThanOrEqual(PER_NODE);
    } finally {
      await Promise.all(containers.map((each) => each.remove()));
    }
  });
});

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AgentProcess, Cluster, JsonClient, type NodeContainer, ShieldProcess, until } from '../sandbox/index.js';
import { machine } from './setup/machine.js';

const [IP, ENGINE_IP, FALLBACK_IP] = ['127.0.0.2', '127.0.0.3', '127.0.0.4'];

interface Dashboard {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
}

/** Samples of a scrape, keyed by name and labels. */
async function scrape(client: JsonClient): Promise<Map<string, number>> {
  const { status, headers, body } = await client.get<string>('/metrics');
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain; version=0.0.4')]);
  const samples = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

describe('metrics', () => {
  const { engine, registry } = machine();
  let cluster: Cluster;
  let engineAgent: AgentProcess;
  let fallbackAgent: AgentProcess;
  let container: NodeContainer;

  beforeAll(async () => {
    const shield = { metrics_token: 'scrape-1, scrape-2', api_token: 'platform' };
    cluster = await Cluster.start({ engine, registry, ips: [IP], shield });
    engineAgent = await AgentProcess.start({
      ...{ shield: cluster.shield, engine, ip: ENGINE_IP },
      configuration: { save_mode: 'engine' },
    });
    // Without this capability an agent cannot read the attributes of overlayfs.
    fallbackAgent = await AgentProcess.start({
      ...{ shield: cluster.shield, engine, ip: FALLBACK_IP },
      withoutCapability: 'sys_admin',
    });
    for (const agent of [engineAgent, fallbackAgent]) await agent.registered(cluster.shield);
    container = await engine.run({ name: 'metrics-notebook' });
    await container.shell('dd if=/dev/urandom of=/bulk bs=1M count=20 2>/dev/null');
    const image = registry.image('metrics/alice:v1');
    for (const ip of [FALLBACK_IP, IP]) await save(ip, image);
    await container.shell('dd if=/dev/urandom of=/more bs=1M count=20 2>/dev/null');
    await save(ENGINE_IP, image);
    await save(IP, '127.0.0.1:9/metrics/nowhere:v1');
  });

  afterAll(async () => {
    await container?.remove();
    await engineAgent?.stop();
    await fallbackAgent?.stop();
    await cluster?.stop();
  });

  const scraper = () => new JsonClient(cluster.shield.address, { authorization: 'Bearer scrape-2' });

  async function save(ip: string, image: string): Promise<void> {
    const { client } = cluster.shield;
    const { body } = await client.submit({ ip, container: container.name, image });
    await client.commit(body.id, 60);
  }

  it('of the shield count the ends of commits, their durations and the pushed bytes', async () => {
    const samples = await scrape(scraper());
    expect(samples.get('image_factory_commits_total{outcome="succeeded",error_code=""}')).toBe(3);
    expect(samples.get('image_factory_commits_total{outcome="failed",error_code="registry_unreachable"}')).toBe(1);
    expect(samples.get('image_factory_commit_duration_seconds_count{outcome="succeeded"}')).toBe(3);
    for (const phase of ['queued', 'preparing', 'committing', 'pushing']) {
      const name = `image_factory_commit_phase_duration_seconds`;
      expect(samples.get(`${name}_count{phase="${phase}"}`)).toBeGreaterThanOrEqual(3);
      const seconds = samples.get(`${name}_sum{phase="${phase}"}`)!;
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(seconds).toBeLessThan(120);
    }
    // 20, 20 and 40 MiB of incompressible data.
    expect(samples.get('image_factory_pushed_bytes_total')).toBeGreaterThan(80 * 1024 ** 2);
    expect(samples.get('image_factory_pushed_bytes_total')).toBeLessThan(90 * 1024 ** 2);
  });

  it('of the shield show the state of the cluster', async () => {
    await container.shell('dd if=/dev/urandom of=/large bs=1M count=150 2>/dev/null');
    const { client } = cluster.shield;
    const order = { ip: IP, container: container.name, image: registry.image('metrics/running:v1') };
    const { body } = await client.submit(order);
    await until('the commit to run', 30, async () => {
      return (await scrape(scraper())).get('image_factory_commits_running') === 1;
    });
    await client.commit(body.id, 60);
    const samples = await scrape(scraper());
    expect(samples.get('image_factory_commits_running')).toBe(0);
    expect(samples.get('image_factory_commits_queued')).toBe(0);
    expect(samples.get('image_factory_agents_known')).toBe(3);
    expect(samples.get('image_factory_agents_online')).toBe(3);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(10e6);
  });

  it('of the shield measure requests by route template, also on the fast path of query', async () => {
    const { client } = cluster.shield;
    const id = (await client.commits('limit=1')).body.items[0]!.id;
    const count = (samples: Map<string, number>, route: string, status: number) =>
      samples.get(
        `image_factory_http_request_duration_seconds_count{method="GET",route="${route}",status="${status}"}`,
      ) ?? 0;
    const before = await scrape(scraper());
    for (let call = 0; call < 5; call++) await client.query(id);
    await client.query('nothing');
    await client.commit(id);
    await client.get(`/v2/nowhere/${id}`);
    const after = await scrape(scraper());
    const more = (route: string, status: number) => count(after, route, status) - count(before, route, status);
    expect(more('/v1/commit/query', 200)).toBe(6);
    expect(more('/v2/commits/:id', 200)).toBe(1);
    expect(more('none', 404)).toBe(1);
    expect([...after.keys()].filter((name) => name.includes(id))).toEqual([]);
  });

  it('of an agent count the strategies and measure the pauses', async () => {
    const direct = await scrape(cluster.agent.client);
    const labels = (strategy: string, reason = '') =>
      `{outcome="succeeded",error_code="",strategy="${strategy}",fallback_reason="${reason}"}`;
    const fallback = await scrape(fallbackAgent.client);
    expect(fallback.get(`image_factory_agent_jobs_total${labels('fallback', 'direct_unavailable')}`)).toBe(1);
    expect(direct.get(`image_factory_agent_jobs_total${labels('direct')}`)).toBe(2);
    const failed = 'outcome="failed",error_code="registry_unreachable",strategy="fallback"';
    expect(direct.get(`image_factory_agent_jobs_total{${failed},fallback_reason="registry_unreachable"}`)).toBe(1);
    expect(direct.get('image_factory_agent_pause_duration_seconds_count')).toBeGreaterThanOrEqual(2);

    const byEngine = await scrape(engineAgent.client);
    expect(byEngine.get(`image_factory_agent_jobs_total${labels('engine')}`)).toBe(1);
    expect(byEngine.get('image_factory_agent_pause_duration_seconds_count')).toBe(1);
    for (const samples of [direct, byEngine]) {
      const paused = samples.get('image_factory_agent_pause_duration_seconds_sum')!;
      const committing = samples.get('image_factory_agent_job_phase_duration_seconds_sum{phase="committing"}')!;
      expect(paused).toBeGreaterThan(0);
      expect(paused).toBeLessThan(committing + 0.5);
      expect(samples.get('image_factory_agent_jobs_running')).toBe(0);
    }
    expect(byEngine.get('image_factory_agent_pushed_bytes_total{strategy="engine"}')).toBeGreaterThan(20e6);
    expect(direct.get('image_factory_agent_pushed_bytes_total{strategy="direct"}')).toBeGreaterThan(20e6);
  });

  it('require their token if one is set, and no other', async () => {
    for (const authorization of ['', 'Bearer platform', 'Bearer scrape-1,']) {
      const headers: Record<string, string> = authorization === '' ? {} : { authorization };
      expect((await new JsonClient(cluster.shield.address, headers).get('/metrics')).status).toBe(401);
    }
    const headers = { authorization: 'Bearer scrape-1' };
    expect((await new JsonClient(cluster.shield.address, headers).get('/metrics')).status).toBe(200);
    expect((await new JsonClient(cluster.agent.address).get('/metrics')).status).toBe(200);
  });

  it('include all metrics of the dashboard', async () => {
    const { panels } = JSON.parse(readFileSync('charts/grafana/image-factory.json', 'utf8')) as Dashboard;
    const scrapes = await Promise.all([scraper(), cluster.agent.client].map(scrape));
    const known = new Set(scrapes.flatMap((samples) => [...samples.keys()].map((name) => name.replace(/\{.*/, ''))));
    const shown = panels
      .flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => expr.match(/\b[a-z_]+_[a-z0-9_]+(?=\{)/g) ?? []))
      .filter((name, index, all) => all.indexOf(name) === index);
    expect(shown.length).toBeGreaterThan(15);
    expect(shown.filter((name) => !known.has(name))).toEqual([]);
  });

  describe('readiness', () => {
    it('of shield and agent is reported with its checks', async () => {
      const shield = await cluster.shield.client.get('/health/ready');
      expect([shield.status, shield.body]).toEqual([
        200,
        expect.objectContaining({ status: 'ok', details: { database: expect.objectContaining({ status: 'up' }) } }),
      ]);
      const agent = await cluster.agent.client.get('/health/ready');
      expect([agent.status, agent.body]).toEqual([
        200,
        expect.objectContaining({
          status: 'ok',
          details: { engine: expect.objectContaining({ status: 'up' }), registration: { status: 'up' } },
        }),
      ]);
    });

    it('fails without an engine and without a shield, while the process lives', async () => {
      await using shield = await ShieldProcess.start({ configuration: { agent_token: 'right' } });
      await using agent = await AgentProcess.start({
        ...{ shield, engine: { host: 'unix:///nowhere/docker.sock' }, ip: '127.0.0.4' },
        configuration: { agent_token: 'wrong' },
      });
      await agent.logged(/not registered with the shield/);
      const { status, body } = await agent.client.get('/health/ready');
      expect([status, body]).toEqual([
        503,
        expect.objectContaining({
          status: 'error',
          error: {
            engine: expect.objectContaining({ status: 'down' }),
            registration: { status: 'down', message: 'The shield has not accepted a registration.' },
          },
        }),
      ]);
      expect(await agent.client.get('/health')).toMatchObject({ status: 200, body: { success: true, msg: 'ok' } });
      expect(await shield.client.get('/health/live')).toMatchObject({
        status: 200,
        body: { success: true, msg: 'alive' },
      });
    });
  });
});

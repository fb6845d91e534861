import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AgentProcess, type NodeContainer, ShieldProcess, until } from '../sandbox/index.js';
import { type CollectedSpan, TraceCollector } from './peers/trace-collector.js';
import { machine } from './setup/machine.js';

const TELL_MODULES = `--require=${join(import.meta.dirname, 'peers/tell-modules.cjs')}`;

/** Id of the caller's trace. */
/** The spans of a direct commit alone. */
const STAGES = ['resolve', 'base-layers', 'pause', 'read', 'publish', 'remember'];
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

/** The OpenTelemetry modules that a process has loaded. */
async function modulesOf(service: ShieldProcess): Promise<string[]> {
  process.kill(service.pid, 'SIGUSR2');
  const [, modules = ''] = await service.logged(/loaded: \[(.*)\]/);
  return modules.split(' ');
}

describe('traces', () => {
  const { engine, registry } = machine();
  let collector: TraceCollector;
  let shield: ShieldProcess;
  let agents: AgentProcess[];
  let container: NodeContainer;

  beforeAll(async () => {
    collector = await TraceCollector.start();
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.address,
      OTEL_BSP_SCHEDULE_DELAY: '100',
      NODE_OPTIONS: TELL_MODULES,
    };
    shield = await ShieldProcess.start({ environment });
    const modes = ['auto', 'engine'];
    agents = await Promise.all(
      modes.map((save_mode, index) =>
        AgentProcess.start({ shield, engine, ip: `127.0.0.${index + 2}`, environment, configuration: { save_mode } }),
      ),
    );
    await Promise.all(agents.map((agent) => agent.registered(shield)));
    container = await engine.run({ name: 'traces-notebook' });
    await container.shell('dd if=/dev/urandom of=/bulk bs=1M count=20 2>/dev/null');
    // The first commit brings the base image into the registry.
    await traceOf({});
  });

  afterAll(async () => {
    await container?.remove();
    await Promise.all((agents ?? []).map((agent) => agent.stop()));
    await shield?.stop();
    await collector?.[Symbol.asyncDispose]();
  });

  /** Starts a commit and waits for its complete trace. */
  async function traceOf(fields: object, headers: Record<string, string> = {}): Promise<CollectedSpan[]> {
    const before = collector.spans.length;
    const order = { ip: '127.0.0.2', container: container.name, image: registry.image('traces/alice:v1'), ...fields };
    const { body } = await shield.client.submit(order, headers);
    await shield.client.commit(body.id, 60);
    const all = () => collector.spans.slice(before);
    await until('the span of the job', 30, () => all().some(({ name }) => name === 'job'));
    await until('the span of its acceptance', 30, () => all().some(({ name }) => name === 'accept'));
    await until('the span of its dispatch', 30, () => all().some(({ name }) => name === 'dispatch'));
    return all();
  }

  const named = (spans: readonly CollectedSpan[], name: string) => spans.find((span) => span.name === name)!;

  it.each([
    ['directly', '127.0.0.2', STAGES],
    ['by the engine', '127.0.0.3', []],
  ])('one commit %s is one trace across shield and agent, below the span of the caller', async (_way, ip, stages) => {
    const spans = await traceOf({ ip }, { traceparent: `00-${TRACE}-${CALLER}-01` });
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    const others = ['accept', 'commit', 'dispatch', 'job', 'paused', 'push'];
    expect(spans.map(({ name }) => name).sort()).toEqual([...others, ...stages].sort());
    const [accept, dispatch, job] = ['accept', 'dispatch', 'job'].map((name) => named(spans, name)) as [
      CollectedSpan,
      CollectedSpan,
      CollectedSpan,
    ];
    expect(accept).toMatchObject({ service: 'image-factory-shield', parentSpanId: CALLER });
    expect(dispatch).toMatchObject({ service: 'image-factory-shield', parentSpanId: accept.spanId });
    expect(job).toMatchObject({ service: 'image-factory-agent', parentSpanId: dispatch.spanId });
    for (const name of ['commit', 'push', 'paused', ...stages]) {
      const span = named(spans, name);
      expect(span).toMatchObject({ service: 'image-factory-agent', parentSpanId: job.spanId });
      const [start, end] = [span.startTimeUnixNano, span.endTimeUnixNano].map(BigInt) as [bigint, bigint];
      expect(end).toBeGreaterThan(start);
      expect(start + 2_000_000n).toBeGreaterThan(BigInt(job.startTimeUnixNano));
      expect(end - 2_000_000n).toBeLessThan(BigInt(job.endTimeUnixNano));
    }
  });

  it('a commit begins a new trace if the caller sends none, or an invalid one', async () => {
    const [none, nonsense] = [await traceOf({}), await traceOf({}, { traceparent: 'nonsense' })];
    const ids = [none, nonsense].map((spans) => new Set(spans.map(({ traceId }) => traceId)));
    expect(ids.map(({ size }) => size)).toEqual([1, 1]);
    expect([...ids[0]!]).not.toEqual([...ids[1]!]);
    expect(named(none, 'accept').parentSpanId ?? '').toBe('');
  });

  it('a failure has its code, and no password', async () => {
    const image = '127.0.0.1:9/traces/nowhere:v1';
    const spans = await traceOf({ ip: '127.0.0.2', image, hub_user: 'alice', hub_pwd: 'hunter2-hunter2' });
    expect(named(spans, 'job').status).toEqual({ code: 2, message: 'registry_unreachable' });
    expect(JSON.stringify(collector.calls.map(({ body }) => body))).not.toContain('hunter2');
  });

  it('load no code in a process without tracing', async () => {
    await using plain = await ShieldProcess.start({ environment: { NODE_OPTIONS: TELL_MODULES } });
    expect(await modulesOf(shield)).toEqual(expect.arrayContaining(['exporter-trace-otlp-http', 'sdk-trace-node']));
    expect(await modulesOf(plain)).toEqual(['api']);
  });
});

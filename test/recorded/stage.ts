import {
  AgentProcess,
  type Engine,
  JsonClient,
  type NodeContainer,
  type Registry,
  ShieldProcess,
  until,
} from '../../sandbox/index.js';
import { FirstGenerationAgent } from '../peers/first-generation-agent.js';
import type { Call } from '../peers/json-server.js';
import { RecordingAgent } from '../peers/recording-agent.js';
import { RecordingShield } from '../peers/recording-shield.js';
import { RefusingAgent } from '../peers/refusing-agent.js';
import { SlowRegistry } from '../peers/slow-registry.js';
import { bodyOf, type RecordedAnswer, type RecordedExchange, type Target, valueAt } from './exchange.js';
import { shapeOf } from './shape.js';
import { Variables } from './variables.js';

/** Addresses of the nodes in the recordings. */
export const [NODE, GUARDED_NODE, ENGINE_NODE] = ['127.0.0.60', '127.0.0.61', '127.0.0.62'];
export const [OLD_NODE, NEW_NODE, REFUSING_NODE, GUARDED_PEER_NODE] = [
  '127.0.0.63',
  '127.0.0.64',
  '127.0.0.65',
  '127.0.0.66',
];

/** Tokens in the recordings. */
export const [API_TOKEN, AGENT_TOKEN] = ['platform-token', 'agent-token'];

/** Slow enough to observe a running commit, fast enough for a test. */
const [SLOW_BYTES_PER_SECOND, SLOW_MEBIBYTES] = [6_000_000, 24];

/** Headers of a call that the other side relies on. */
const CALL_HEADERS = ['authorization', 'content-type', 'traceparent', 'x-request-id'] as const;

/** Maximum time for which a request is repeated. */
const UNTIL_S = 20;

type Own = <Resource extends AsyncDisposable>(starting: Promise<Resource>) => Promise<Resource>;

/** The real shield and agent, and recording peers for each of them. */
export class Stage implements AsyncDisposable {
  readonly variables = new Variables();
  readonly #disposals: (() => PromiseLike<void>)[] = [];
  readonly #clients = new Map<Target, JsonClient>();
  shield!: ShieldProcess;
  guardedShield!: ShieldProcess;
  oldAgent!: FirstGenerationAgent;
  newAgent!: RecordingAgent;
  guardedPeer!: RecordingAgent;
  /** The shield of the guarded agent. */
  shieldOfGuarded!: RecordingShield;
  /** The shield of the agent that uses engine commits. */
  shieldOfEngine!: RecordingShield;

  static async start(engine: Engine, registry: Registry, lockedRegistry: Registry): Promise<Stage> {
    const stage = new Stage(engine, registry, lockedRegistry);
    try {
      await stage.#up();
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(
    private readonly engine: Engine,
    private readonly registry: Registry,
    private readonly lockedRegistry: Registry,
  ) {}

  /** Replays an exchange and returns the answer in recorded form. */
  async play({ to, request, until: values, keep }: RecordedExchange): Promise<RecordedAnswer> {
    const send = () => {
      const headers = this.variables.fillAll(request.headers ?? {}) as Record<string, string>;
      const body = bodyOf(request, this.variables);
      return this.client(to).send(request.method, this.variables.fill(request.path), body, headers);
    };
    const expected = Object.entries(values ?? {});
    const answer = await until(`${request.path} to answer ${JSON.stringify(values)}`, UNTIL_S, async () => {
      const got = await send();
      return expected.every(([path, value]) => valueAt(got.body, path) === value) ? got : undefined;
    });
    const body = shapeOf(answer.body, this.variables);
    for (const [name, key] of Object.entries(keep ?? {})) {
      this.variables.set(name, String(valueAt(answer.body, key)));
    }
    return { status: answer.status, 'content-type': answer.headers.get('content-type'), body };
  }

  /** Starts the agent that uses engine commits, with `shieldOfEngine` as its shield. */
  async startEngineAgent(): Promise<AgentProcess> {
    const options = { engine: this.engine, shield: this.shieldOfEngine, ip: ENGINE_NODE };
    const agent = await AgentProcess.start({ ...options, configuration: { save_mode: 'engine' } });
    this.#disposals.push(() => agent.stop());
    this.variables.set('engine agent address', agent.address);
    return agent;
  }

  client(target: Target): JsonClient {
    const client = this.#clients.get(target);
    if (!client) throw new Error(`There is no ${target}.`);
    return client;
  }

  /** Calls that a peer received, in recorded form. */
  shapesOf(calls: readonly Call[]): unknown[] {
    return calls.map(({ method, path, query, headers, body }) => {
      const sent = CALL_HEADERS.filter((name) => headers[name] !== undefined).map((name) => [name, headers[name]]);
      const to = query.size > 0 ? `${path}?${query.toString()}` : path;
      return shapeOf({ method, path: to, headers: Object.fromEntries(sent) as object, body }, this.variables);
    });
  }

  /** Stops the components in reverse start order. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const dispose of this.#disposals.reverse()) await dispose();
  }

  async #up(): Promise<void> {
    const own: Own = async (starting) => {
      const resource = await starting;
      this.#disposals.push(() => resource[Symbol.asyncDispose]());
      return resource;
    };
    const slow = await own(SlowRegistry.start(this.registry.address, SLOW_BYTES_PER_SECOND));
    this.shieldOfGuarded = await own(RecordingShield.start());
    this.shieldOfEngine = await own(RecordingShield.start());
    const tokens = { api_token: API_TOKEN, agent_token: AGENT_TOKEN };
    [this.shield, this.guardedShield] = await Promise.all([
      // Commits that peers never end must not block other commits.
      own(ShieldProcess.start({ configuration: { max_commits_per_node: 100 } })),
      own(ShieldProcess.start({ configuration: tokens })),
    ]);
    const shared = { engine: this.engine, shield: this.shield };
    const [limited, agent, guarded] = await Promise.all([
      own(ShieldProcess.start({ configuration: { rate_limit: 1 } })),
      own(AgentProcess.start({ ...shared, ip: NODE, configuration: { push_patience: 0 } })),
      own(
        AgentProcess.start({
          ...shared,
          ...{ shield: this.shieldOfGuarded, ip: GUARDED_NODE },
          configuration: { agent_token: AGENT_TOKEN, push_patience: 0 },
        }),
      ),
      this.#startPeers(own),
      this.#runContainers(),
    ]);
    this.#clients.set('shield', this.shield.client).set('guarded shield', new JsonClient(this.guardedShield.address));
    this.#clients.set('limited shield', new JsonClient(limited.address));
    this.#clients.set('agent', agent.client).set('guarded agent', guarded.client);
    const { variables } = this;
    variables.set('registry', this.registry.address);
    variables.set('locked registry', this.lockedRegistry.address);
    variables.set('slow registry', slow.address);
    variables.set('agent address', agent.address);
    variables.set('guarded agent address', guarded.address);
    variables.set('16 KiB', 'x'.repeat(16 * 1024));
    variables.set('1 MiB', 'x'.repeat(1024 * 1024));
    await agent.registered(this.shield);
  }

  async #startPeers(own: Own): Promise<void> {
    this.oldAgent = await own(FirstGenerationAgent.start(this.shield, OLD_NODE));
    await this.oldAgent.register(OLD_NODE);
    this.newAgent = await own(RecordingAgent.start(this.shield, NEW_NODE));
    await this.newAgent.register('boot-1');
    this.guardedPeer = await own(RecordingAgent.start(this.guardedShield, GUARDED_PEER_NODE, AGENT_TOKEN));
    const refusing = await own(RefusingAgent.start());
    await this.shield.client.post('/v1/agent/register', { ip: REFUSING_NODE, address: refusing.address });
    this.variables.set('old agent address', this.oldAgent.address);
    this.variables.set('new agent address', this.newAgent.address);
  }

  async #runContainers(): Promise<void> {
    const notebook = await this.#run('recorded-notebook');
    await notebook.write('/home/user/note.txt', 'kept\n');
    await notebook.write('/root/.ssh/id_rsa', 'key\n');
    this.variables.set('notebook id', notebook.id);
    for (const name of ['platform', 'agent', 'direct', 'old', 'engine', 'cancelled']) {
      const slow = await this.#run(`recorded-slow-${name}`);
      await slow.shell(`dd if=/dev/urandom of=/bulk bs=1M count=${SLOW_MEBIBYTES} 2>/dev/null`);
      this.variables.set(`slow ${name} id`, slow.id);
    }
  }

  async #run(name: string): Promise<NodeContainer> {
    const container = await this.engine.run({ name, create: { Env: ['GITHUB_TOKEN=hunter2'] } });
    this.#disposals.push(() => container.remove());
    return container;
  }
}

import {
  AgentProcess,
  BASE_IMAGE,
  type Engine,
  type NodeContainer,
  PrivateEngine,
  PrivateRegistry,
  type Registry,
  ShieldProcess,
} from '../sandbox/index.js';
import type { Screen } from './screen.js';

/** Where everything stands when the examples of Swagger UI work as they are. */
const USUAL = { ip: '127.0.0.2', registry: 5000, shield: 9001, agent: 9002, container: 'notebook-alice' } as const;

/** All that plays in the demo. */
export interface Stage {
  readonly engine: Engine;
  readonly registry: Registry;
  readonly shield: Pick<ShieldProcess, 'address' | 'client'>;
  readonly agent: Pick<AgentProcess, 'address' | 'ip'>;
  readonly container: NodeContainer;
}

/** Starts all of it, telling of each; the usual ports are taken where they are free. */
export async function setStage(screen: Screen): Promise<Stage> {
  const { engine } = await PrivateEngine.start();
  const { Version } = await engine.api.version();
  screen.event('engine', `Docker ${Version} of its own, ${engine.host}`);

  const { registry } = await PrivateRegistry.start({ port: USUAL.registry });
  screen.event('registry', `${registry.scheme}://${registry.address}`);

  const shield = await ShieldProcess.start({ port: USUAL.shield });
  screen.event('shield', shield.address);

  const agent = await AgentProcess.start({ shield, engine, ip: USUAL.ip, port: USUAL.agent });
  await agent.registered(shield);
  screen.event('agent', `${agent.address}, registered for the node ${agent.ip}`);

  const image = await publishBase(engine, registry);
  const container = await engine.run({ name: USUAL.container, image });
  screen.event('container', `${container.name} of ${image}, on the node ${agent.ip}`);
  return { engine, registry, shield, agent, container };
}

/** As everywhere, the image that users start from has come from the registry. */
async function publishBase(engine: Engine, registry: Registry): Promise<string> {
  const image = registry.image('base/busybox:latest');
  await engine.tag(BASE_IMAGE, image);
  await engine.push(image);
  return image;
}

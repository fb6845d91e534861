import { randomBytes } from 'node:crypto';
import {
  AgentContainer,
  AgentProcess,
  BASE_IMAGE,
  buildServiceImages,
  type Engine,
  type NodeContainer,
  PrivateEngine,
  PrivateRegistry,
  type Registry,
  SERVICE_IMAGES,
  ShieldContainer,
  ShieldProcess,
} from '../sandbox/index.js';
import type { Screen } from './screen.js';

/** The ports and addresses with which the Swagger UI examples work unchanged. */
const USUAL = { ip: '127.0.0.2', registry: 5000, shield: 9001, agent: 9002, container: 'notebook-alice' } as const;

/** Whether shield and agent run as processes, or as containers of images that are built first. */
export type Services =
  | { readonly shield: ShieldProcess; readonly agent: AgentProcess }
  | { readonly shield: ShieldContainer; readonly agent: AgentContainer };

/** All components of the demo. */
export type Stage<S extends Services = Services> = S & {
  readonly engine: Engine;
  readonly registry: Registry;
  readonly container: NodeContainer;
};

/** Starts shield and agent. */
export type StartServices<S extends Services> = (engine: Engine, screen: Screen) => Promise<S>;

/** Starts all components and reports each; uses the default ports if they are free. */
export async function setStage<S extends Services>(screen: Screen, startServices: StartServices<S>): Promise<Stage<S>> {
  const { engine } = await PrivateEngine.start();
  const { Version } = await engine.api.version();
  screen.event('engine', `Docker ${Version} of its own, ${engine.host}`);

  const { registry } = await PrivateRegistry.start({ port: USUAL.registry });
  screen.event('registry', `${registry.scheme}://${registry.address}`);

  const services = await startServices(engine, screen);
  const { shield, agent } = services;
  await agent.registered(shield);
  screen.event('shield', shield.address);
  screen.event('agent', `${agent.address}, registered for the node ${agent.ip}`);

  const image = await publishBase(engine, registry);
  const container = await engine.run({ name: USUAL.container, image });
  screen.event('container', `${container.name} of ${image}, on the node ${agent.ip}`);
  return { ...services, engine, registry, container };
}

/** Shield and agent as processes of this machine. */
export async function asProcesses(engine: Engine) {
  // Both listen on all interfaces, and whoever reaches an agent can read every container of its node.
  const configuration = { agent_token: randomBytes(32).toString('hex') };
  const shield = await ShieldProcess.start({ port: USUAL.shield, configuration });
  const agent = await AgentProcess.start({ shield, engine, ip: USUAL.ip, port: USUAL.agent, configuration });
  return { shield, agent };
}

/** Shield and agent as containers of the engine whose containers the agent commits. */
export async function asContainers(engine: Engine, screen: Screen) {
  screen.event('build', 'the images of shield and agent, which takes some minutes: npm fetches its packages again');
  await buildServiceImages(engine, (step) => screen.event('build', step));
  screen.event('images', `${SERVICE_IMAGES.shield}, ${SERVICE_IMAGES.agent}`);
  const shield = await ShieldContainer.start({ engine, port: USUAL.shield });
  const agent = await AgentContainer.start({ engine, shield, ip: USUAL.ip, port: USUAL.agent });
  return { shield, agent };
}

/** The user's image must come from the registry, as in production. */
async function publishBase(engine: Engine, registry: Registry): Promise<string> {
  const image = registry.image('base/busybox:latest');
  await engine.tag(BASE_IMAGE, image);
  await engine.push(image);
  return image;
}

import { randomBytes } from 'node:crypto';
import {
  AgentContainer,
  AgentProcess,
  buildServiceImages,
  PrivateRegistry,
  type Registry,
  SERVICE_IMAGES,
  ShieldContainer,
  ShieldProcess,
} from '../sandbox/index.js';
import { ContainerdNode, type DemoNode, DockerNode, type UserContainer } from './node.js';
import type { Screen } from './screen.js';

/** Default ports and addresses, with which the Swagger UI examples work unchanged. */
const DEFAULTS = { ip: '127.0.0.2', registry: 5000, shield: 9001, agent: 9002 } as const;

/** Whether shield and agent run as processes, or as containers of images that are built first. */
export type Services =
  | { readonly shield: ShieldProcess; readonly agent: AgentProcess }
  | { readonly shield: ShieldContainer; readonly agent: AgentContainer };

/** All components of the demo. */
export type Stage<S extends Services = Services, N extends DemoNode = DemoNode> = S & {
  readonly node: N;
  readonly registry: Registry;
  readonly container: UserContainer;
};

/** Starts the node, and shield and agent on it. */
export interface Cast<S extends Services, N extends DemoNode> {
  readonly node: () => Promise<N>;
  readonly services: (node: N, screen: Screen) => Promise<S>;
}

/** Starts all components and reports each; uses the default ports if they are free. */
export async function setStage<S extends Services, N extends DemoNode>(
  screen: Screen,
  { node: startNode, services: startServices }: Cast<S, N>,
): Promise<Stage<S, N>> {
  const node = await startNode();
  screen.event('runtime', node.description);

  const { registry } = await PrivateRegistry.start({ port: DEFAULTS.registry });
  screen.event('registry', `${registry.scheme}://${registry.address}`);

  const services = await startServices(node, screen);
  const { shield, agent } = services;
  await agent.registered(shield);
  screen.event('shield', shield.address);
  screen.event('agent', `${agent.address}, registered for the node ${agent.ip}`);

  // The user's image must come from the registry, as in production.
  const container = await node.startContainer(registry);
  screen.event('container', `${container.name}, on the node ${agent.ip}`);
  return { ...services, node, registry, container };
}

/** Shield and agent as processes of this machine. */
export async function asProcesses({ agentOptions }: DemoNode) {
  // Both listen on all interfaces, and anyone who can reach an agent can read every container of its node.
  const configuration = { agent_token: randomBytes(32).toString('hex') };
  const shield = await ShieldProcess.start({ port: DEFAULTS.shield, configuration });
  const { ip, agent: port } = DEFAULTS;
  const agent = await AgentProcess.start({ shield, ...agentOptions, ip, port, configuration });
  return { shield, agent };
}

/** Shield and agent as containers of the engine whose containers the agent commits. */
async function asContainers({ engine }: DockerNode, screen: Screen) {
  screen.event('build', 'the images of shield and agent, which takes some minutes: npm fetches its packages again');
  await buildServiceImages(engine, (step) => screen.event('build', step));
  screen.event('images', `${SERVICE_IMAGES.shield}, ${SERVICE_IMAGES.agent}`);
  const shield = await ShieldContainer.start({ engine, port: DEFAULTS.shield });
  const agent = await AgentContainer.start({ engine, shield, ip: DEFAULTS.ip, port: DEFAULTS.agent });
  return { shield, agent };
}

/** Everything on Docker; shield and agent as processes. */
export const ON_DOCKER = { node: () => DockerNode.start(), services: asProcesses };
/** Everything on Docker; shield and agent as containers, too. */
export const IN_CONTAINERS = { node: () => DockerNode.start(), services: asContainers };
/** A pod on containerd; shield and agent as processes. */
export const ON_CONTAINERD = { node: () => ContainerdNode.start(), services: asProcesses };

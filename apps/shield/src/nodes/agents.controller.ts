import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { AgentList, CommitStatus, ContainerList, ContainerPath, ContainerPreview } from '@image-factory/contracts';
import { ForPlatformV2 } from '../access/for-platform-v2.js';
import { AgentClient } from '../agent-registry/agent.client.js';
import { AgentRegistryService } from '../agent-registry/agent-registry.service.js';
import { type Agent, demand } from '../agent-registry/agent.js';
import type { CommitRecord } from '../commit/commit-record.js';
import { CommitService } from '../commit/commit.service.js';

/** The nodes, each under every address that its agent has registered, and what runs on them. */
@ForPlatformV2()
@Controller('v2/agents')
export class AgentsController {
  constructor(
    private readonly agents: AgentRegistryService,
    private readonly client: AgentClient,
    private readonly commits: CommitService,
  ) {}

  /** Every agent that has registered within a day, by address. */
  @ApiOperation({ summary: 'The nodes' })
  @Get()
  async list(): Promise<AgentList> {
    const [agents, saves] = await Promise.all([this.agents.list(), this.commits.running()]);
    return { items: agents.map((agent) => this.resource(agent, saves)) };
  }

  /** Every container of a node, newest first, as its agent tells it now. */
  @ApiOperation({ summary: 'The containers of a node' })
  @Get(':ip/containers')
  async containers(@Param('ip') ip: string): Promise<ContainerList> {
    const agent = await this.agents.named(ip);
    demand(agent, 'containers', 'list its containers');
    return { items: await this.client.containers(agent.address) };
  }

  /** What a save of a container would add, take along and leave behind; the container goes on meanwhile. */
  @ApiOperation({ summary: 'What a save of a container would do' })
  @Get(':ip/containers/:container/preview')
  async preview(@Param() { ip, container }: ContainerPath): Promise<ContainerPreview> {
    const agent = await this.agents.named(ip);
    demand(agent, 'preview', 'tell what a save would do');
    return this.client.preview(agent.address, container);
  }

  private resource(agent: Agent, saves: readonly CommitRecord[]): AgentList['items'][number] {
    const { ip, address, nodeId: node_id, version, features = [], seenAt } = agent;
    const here = saves.filter((save) => save.ip === ip);
    const queued = here.filter(({ status }) => status === CommitStatus.INITIALIZED).length;
    const state = { online: this.agents.isOnline(agent), seen_at: new Date(seenAt).toISOString() };
    return { ip, address, node_id, version, features: [...features], ...state, running: here.length - queued, queued };
  }
}

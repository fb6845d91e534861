import { Module } from '@nestjs/common';
import { AgentRegistryModule } from '../agent-registry/agent-registry.module.js';
import { CommitModule } from '../commit/commit.module.js';
import { AgentsController } from './agents.controller.js';

/** Nodes and their containers. */
@Module({ imports: [AgentRegistryModule, CommitModule], controllers: [AgentsController] })
export class NodesModule {}

import { Module } from '@nestjs/common';
import { DockerModule } from '../docker/docker.module.js';
import { NodeIdentity } from './node-identity.js';

/** Identity of the node. */
@Module({ imports: [DockerModule], providers: [NodeIdentity], exports: [NodeIdentity] })
export class NodeModule {}

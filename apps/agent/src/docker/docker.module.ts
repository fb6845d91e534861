import { Module } from '@nestjs/common';
import { DockerCandidates } from './docker-candidates.js';

/** Where Docker and Podman may be on the node. */
@Module({ providers: [DockerCandidates], exports: [DockerCandidates] })
export class DockerModule {}

import { Module } from '@nestjs/common';
import { ContainerdCandidates } from './containerd-candidates.js';

/** Where containerd may be on the node. */
@Module({ providers: [ContainerdCandidates], exports: [ContainerdCandidates] })
export class ContainerdModule {}

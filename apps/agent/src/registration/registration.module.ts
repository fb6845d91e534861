import { Module } from '@nestjs/common';
import { CommitModule } from '../commit/commit.module.js';
import { NodeModule } from '../node/node-identity.js';
import { ShieldModule } from '../shield/shield.module.js';
import { RegistrationService } from './registration.service.js';

/** Registers the agent with the shield. */
@Module({
  imports: [CommitModule, NodeModule, ShieldModule],
  providers: [RegistrationService],
  exports: [RegistrationService],
})
export class RegistrationModule {}

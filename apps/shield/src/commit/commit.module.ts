import { type MiddlewareConsumer, Module, type NestModule, RequestMethod } from '@nestjs/common';
import { AgentRegistryModule } from '../agent-registry/agent-registry.module.js';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { secretKey } from '../config/secret-key.js';
import { CommitLedger } from './commit-ledger.js';
import { CommitReports } from './commit-reports.js';
import { CommitController } from './commit.controller.js';
import { CommitService } from './commit.service.js';
import { CredentialVault } from './credential-vault.js';
import { QuickQuery } from './quick-query.middleware.js';
import { SecretBox } from './secret-box.js';
import { StatusController } from './status.controller.js';

/** Accepts saves, takes reports in and tells how saves stand. */
@Module({
  imports: [AgentRegistryModule],
  controllers: [CommitController, StatusController],
  providers: [
    CommitLedger,
    CommitReports,
    CommitService,
    {
      provide: CredentialVault,
      useFactory: (configuration: ShieldConfiguration) => new CredentialVault(new SecretBox(secretKey(configuration))),
      inject: [ShieldConfiguration],
    },
  ],
  exports: [CommitLedger, CredentialVault],
})
export class CommitModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(QuickQuery).forRoutes({ path: 'v1/commit/query', method: RequestMethod.GET });
  }
}

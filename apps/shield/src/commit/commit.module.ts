import { Module } from '@nestjs/common';
import { AgentRegistryModule } from '../agent-registry/agent-registry.module.js';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { secretKey } from '../config/secret-key.js';
import { Cancellation } from './cancellation.js';
import { CommitAnnouncements } from './commit-announcements.js';
import { CommitLedger } from './commit-ledger.js';
import { CommitReports } from './commit-reports.js';
import { CommitController } from './commit.controller.js';
import { CommitService } from './commit.service.js';
import { CredentialVault } from './credential-vault.js';
import { ChangeFeed } from './live/change-feed.js';
import { ProgressCache } from './live/progress-cache.js';
import { QueryFastPath } from './query-fast-path.js';
import { SecretBox } from './secret-box.js';
import { StatusController } from './status.controller.js';
import { CommitEventsController } from './v2/commit-events.controller.js';
import { CommitEvents } from './v2/commit-events.js';
import { CommitsController } from './v2/commits.controller.js';

/** Accepts commits, applies reports and answers queries. */
@Module({
  imports: [AgentRegistryModule],
  controllers: [CommitController, CommitEventsController, CommitsController, StatusController],
  providers: [
    Cancellation,
    CommitAnnouncements,
    CommitEvents,
    ChangeFeed,
    CommitLedger,
    ProgressCache,
    QueryFastPath,
    CommitReports,
    CommitService,
    {
      provide: CredentialVault,
      useFactory: (configuration: ShieldConfiguration) => new CredentialVault(new SecretBox(secretKey(configuration))),
      inject: [ShieldConfiguration],
    },
  ],
  exports: [Cancellation, CommitLedger, CommitService, CredentialVault],
})
export class CommitModule {}

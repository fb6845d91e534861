import { Module } from '@nestjs/common';
import { AgentRegistryModule } from '../agent-registry/agent-registry.module.js';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { secretKey } from '../config/secret-key.js';
import { CancelController } from './cancel/cancel.controller.js';
import { Cancellation } from './cancel/cancellation.js';
import { CommitIntake } from './intake/commit-intake.js';
import { V1IntakeController } from './intake/v1-intake.controller.js';
import { V2IntakeController } from './intake/v2-intake.controller.js';
import { ChangeFeed } from './progress/change-feed.js';
import { CommitEvents } from './progress/commit-events.js';
import { CommitEventsController } from './progress/commit-events.controller.js';
import { CommitMetrics } from './progress/commit-metrics.js';
import { CommitReports } from './progress/commit-reports.js';
import { ProgressCache } from './progress/progress-cache.js';
import { StatusController } from './progress/status.controller.js';
import { CommitLookup } from './query/commit-lookup.js';
import { CommitWaiter } from './query/commit-waiter.js';
import { QueryFastPath } from './query/query-fast-path.js';
import { V1QueryController } from './query/v1-query.controller.js';
import { V2QueryController } from './query/v2-query.controller.js';
import { CommitLedger } from './state/commit-ledger.js';
import { CommitRecords } from './state/commit-records.js';
import { CredentialVault, SecretBox } from './state/credential-vault.js';
import { WebhookDeliveries } from './state/webhook-deliveries.js';

/** Accepts commits, applies reports and answers queries. */
@Module({
  imports: [AgentRegistryModule],
  controllers: [
    V1IntakeController,
    V1QueryController,
    StatusController,
    V2IntakeController,
    V2QueryController,
    CancelController,
    CommitEventsController,
  ],
  providers: [
    Cancellation,
    ChangeFeed,
    CommitEvents,
    CommitIntake,
    CommitLedger,
    CommitLookup,
    CommitMetrics,
    CommitRecords,
    CommitReports,
    CommitWaiter,
    {
      provide: CredentialVault,
      useFactory: (configuration: ShieldConfiguration) => new CredentialVault(new SecretBox(secretKey(configuration))),
      inject: [ShieldConfiguration],
    },
    ProgressCache,
    QueryFastPath,
    WebhookDeliveries,
  ],
  exports: [Cancellation, CommitLedger, CommitRecords, CredentialVault],
})
export class CommitModule {}

import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './platform/access/access.module.js';
import { AgentRegistryModule } from './agent-registry/agent-registry.module.js';
import { CommitModule } from './commit/commit.module.js';
import { ShieldConfiguration } from './config/shield-configuration.js';
import { StoresModule } from './stores.module.js';
import { HealthModule } from './health/health.controller.js';
import { SchedulerModule } from './scheduler/scheduler.module.js';
import { WebhookModule } from './webhook/webhook.module.js';

/** The shield. */
@Module({
  imports: [AccessModule, AgentRegistryModule, CommitModule, HealthModule, SchedulerModule],
})
export class ShieldModule {
  /** @throws ConfigurationError if the database or the webhook settings are unusable */
  static async with(configuration: ShieldConfiguration): Promise<DynamicModule> {
    return {
      module: ShieldModule,
      global: true,
      imports: [WebhookModule.with(configuration), await StoresModule.with(configuration)],
      providers: [{ provide: ShieldConfiguration, useValue: configuration }],
      exports: [ShieldConfiguration],
    };
  }
}

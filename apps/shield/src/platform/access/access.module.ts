import { Global, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { ShieldConfiguration } from '../../config/shield-configuration.js';
import { ApiTokenGuard } from './for-platform.js';
import { callerOf, FastPathAccess, WINDOW } from './fast-path-access.js';
import { WindowThrottlerStorage } from './window-throttler-storage.js';

/** Access tokens and rate limits. */
@Global()
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      useFactory: ({ rate_limit }: ShieldConfiguration) => ({
        throttlers: [{ ttl: WINDOW, limit: rate_limit }],
        skipIf: () => rate_limit === 0,
        getTracker: callerOf,
        // Counts all calls of a caller together.
        generateKey: (_context, caller) => caller,
        storage: new WindowThrottlerStorage(),
      }),
      inject: [ShieldConfiguration],
    }),
  ],
  providers: [ApiTokenGuard, FastPathAccess],
  exports: [FastPathAccess],
})
export class AccessModule implements OnApplicationBootstrap {
  private readonly logger = new Logger(AccessModule.name);

  constructor(private readonly configuration: ShieldConfiguration) {}

  onApplicationBootstrap(): void {
    const { api_token, agent_token } = this.configuration;
    if (api_token === undefined)
      this.logger.warn('api_token is not set: anyone who reaches this port can commit containers and read records');
    if (agent_token === undefined)
      this.logger.warn('agent_token is not set: anyone who reaches this port can register as an agent');
  }
}

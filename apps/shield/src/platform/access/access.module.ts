import { Global, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { normalizeIp, ThrottlerModule } from '@nestjs/throttler';
import { ShieldConfiguration } from '../../config/shield-configuration.js';
import { ApiTokenGuard } from './for-platform.js';
import { WindowThrottlerStorage } from './window-throttler-storage.js';

/** Window of the rate limit. */
const WINDOW_MS = 60_000;

/** The caller that the rate limit counts: an IPv4 address, or the network of an IPv6 address. */
function callerOf({ ip }: { readonly ip?: string }): string {
  return normalizeIp(ip ?? '') ?? '';
}

/** Access tokens and rate limits. */
@Global()
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      useFactory: ({ rate_limit }: ShieldConfiguration) => ({
        throttlers: [{ ttl: WINDOW_MS, limit: rate_limit }],
        skipIf: () => rate_limit === 0,
        getTracker: callerOf,
        // Counts all calls of a caller together.
        generateKey: (_context, caller) => caller,
        storage: new WindowThrottlerStorage(),
      }),
      inject: [ShieldConfiguration],
    }),
  ],
  providers: [ApiTokenGuard],
  exports: [ApiTokenGuard],
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

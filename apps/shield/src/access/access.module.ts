import { Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { ShieldConfiguration } from '../config/shield-configuration.js';
import { WindowThrottlerStorage } from './window-throttler-storage.js';

const MINUTE = 60_000;

/** Who may call, and how often. */
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      useFactory: ({ rate_limit }: ShieldConfiguration) => ({
        throttlers: [{ ttl: MINUTE, limit: rate_limit }],
        skipIf: () => rate_limit === 0,
        // All calls of one address are counted together.
        generateKey: (_context, address) => address,
        storage: new WindowThrottlerStorage(),
      }),
      inject: [ShieldConfiguration],
    }),
  ],
})
export class AccessModule implements OnApplicationBootstrap {
  private readonly logger = new Logger(AccessModule.name);

  constructor(private readonly configuration: ShieldConfiguration) {}

  onApplicationBootstrap(): void {
    const { api_token, agent_token } = this.configuration;
    if (api_token === undefined)
      this.logger.warn('api_token is not set: anybody who reaches this port can save and read');
    if (agent_token === undefined)
      this.logger.warn('agent_token is not set: anybody who reaches this port can be an agent');
  }
}

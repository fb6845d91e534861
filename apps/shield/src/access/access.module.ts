import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { ShieldConfiguration } from '../config/shield-configuration.js';

const MINUTE = 60_000;

/** Who may call, and how often. */
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      useFactory: ({ rate_limit }: ShieldConfiguration) => ({
        throttlers: [{ ttl: MINUTE, limit: rate_limit }],
        skipIf: () => rate_limit === 0,
      }),
      inject: [ShieldConfiguration],
    }),
  ],
})
export class AccessModule {}

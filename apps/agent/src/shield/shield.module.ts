import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { bearer } from '@image-factory/service';
import { AgentConfiguration } from '../config/agent-configuration.js';
import { ShieldClient } from './shield.client.js';
import { StatusOutbox } from './status-outbox.js';

/** Limit on a response of the shield. */
const MAX_RESPONSE_BYTES = 64 * 1024;

/** Client of the shield; bypasses proxies, since the shield is in the cluster. */
@Module({
  imports: [
    HttpModule.registerAsync({
      useFactory: ({ shield_address, agent_token }: AgentConfiguration) => ({
        baseURL: shield_address,
        headers: bearer(agent_token),
        validateStatus: () => true,
        maxRedirects: 0,
        maxContentLength: MAX_RESPONSE_BYTES,
        proxy: false,
      }),
      inject: [AgentConfiguration],
    }),
  ],
  providers: [ShieldClient, StatusOutbox],
  exports: [ShieldClient, StatusOutbox],
})
export class ShieldModule {}

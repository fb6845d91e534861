import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Envelope } from '@image-factory/contracts';

/** Answers the shield's call back. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  /** Answers as long as the agent runs; the shield asks before it takes a registration. */
  @ApiOperation({ summary: 'Whether the agent runs' })
  @Get()
  health(): Envelope {
    return { success: true, msg: 'ok' };
  }
}

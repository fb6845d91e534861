import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Envelope } from '@image-factory/contracts';

/** Whether the shield serves. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  /** Answers as long as the process serves requests. */
  @ApiOperation({ summary: 'Whether the process serves' })
  @Get('live')
  live(): Envelope {
    return { success: true, msg: 'alive' };
  }
}

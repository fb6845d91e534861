import { Body, Controller, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Envelope, StatusReport } from '@image-factory/contracts';
import { ForAgents } from '../../platform/access/for-agents.js';
import { CommitReports } from './commit-reports.js';

/** What agents call to tell how far a save is. */
@ForAgents()
@Controller('v1/commit')
export class StatusController {
  constructor(private readonly reports: CommitReports) {}

  /** Takes a report in. A late or repeated one is acknowledged and changes nothing. */
  @ApiOperation({ summary: 'Report how far a save is' })
  @Put('status')
  async status(@Body() report: StatusReport): Promise<Envelope> {
    await this.reports.take(report);
    return { success: true, msg: 'ok' };
  }
}

import { Body, Controller, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Envelope, StatusReport } from '@image-factory/contracts';
import { ForAgents } from '../../platform/access/for-agents.js';
import { CommitReports } from './commit-reports.js';

/** Progress reports of agents. */
@ForAgents()
@Controller('v1/commit')
export class StatusController {
  constructor(private readonly reports: CommitReports) {}

  /** Applies a report. A late or repeated report is acknowledged and changes nothing. */
  @ApiOperation({ summary: 'Report the progress of a commit' })
  @Put('status')
  async status(@Body() report: StatusReport): Promise<Envelope> {
    await this.reports.take(report);
    return { success: true, msg: 'ok' };
  }
}

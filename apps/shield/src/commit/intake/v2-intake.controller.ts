import { Body, Controller, Headers, HttpCode, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import { NewCommit, CommitResource } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import type { Response } from 'express';
import { ShieldConfiguration } from '../../config/shield-configuration.js';
import { ForPlatformV2 } from '../../platform/access/for-platform.js';
import { commitResource } from '../state/commit-resource.js';
import { CommitIntake } from './commit-intake.js';

/** An idempotency key: printable ASCII, so that a UUID is as valid as a name. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Creates commits. */
@ForPlatformV2()
@Controller('v2/commits')
export class V2IntakeController {
  constructor(
    private readonly intake: CommitIntake,
    private readonly configuration: ShieldConfiguration,
  ) {}

  /** Commits a container and answers at once; the commit's resource and its events show the progress. */
  @ApiOperation({ summary: 'Commit a container' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'A repeated request with the same key and body returns the commit that the first one created.',
  })
  @HttpCode(HttpStatus.ACCEPTED)
  @Post()
  async create(
    @Body() request: NewCommit,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommitResource> {
    if (key !== undefined && !KEY.test(key)) {
      throw new FactoryError('invalid_request', 'Idempotency-Key must be 1 to 255 printable ASCII characters.');
    }
    const record = await this.intake.accept(request, key);
    response.location(`${this.configuration.base_path}/v2/commits/${record.id}`);
    return commitResource(record);
  }
}

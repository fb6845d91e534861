import { ApiProperty } from '@nestjs/swagger';

/** Results of the checks by name. */
type Findings = Record<string, { status: string }>;

const FINDINGS = { type: 'object', additionalProperties: { type: 'object' } } as const;

/** Whether a service is ready, with the result of each check. */
export class Readiness {
  @ApiProperty({ description: 'Overall result.', enum: ['ok', 'error', 'shutting_down'], example: 'ok' })
  status!: string;

  @ApiProperty({ ...FINDINGS, description: 'Passed checks.', example: {}, nullable: true })
  info?: Findings | null;

  @ApiProperty({ ...FINDINGS, description: 'Failed checks.', example: {}, nullable: true })
  error?: Findings | null;

  @ApiProperty({ ...FINDINGS, description: 'All checks.', example: {} })
  details!: Findings;
}

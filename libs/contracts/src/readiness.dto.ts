import { ApiProperty } from '@nestjs/swagger';

/** What a check has found. */
type Findings = Record<string, { status: string }>;

const FINDINGS = { type: 'object', additionalProperties: { type: 'object' } } as const;

/** Whether a service can serve, and what keeps it from that. */
export class Readiness {
  @ApiProperty({ description: 'All in all.', enum: ['ok', 'error', 'shutting_down'], example: 'ok' })
  status!: string;

  @ApiProperty({ ...FINDINGS, description: 'What is well.', example: {}, nullable: true })
  info?: Findings | null;

  @ApiProperty({ ...FINDINGS, description: 'What is not.', example: {}, nullable: true })
  error?: Findings | null;

  @ApiProperty({ ...FINDINGS, description: 'Both.', example: {} })
  details!: Findings;
}

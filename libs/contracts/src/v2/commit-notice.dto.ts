import { ApiProperty } from '@nestjs/swagger';
import { CommitResource } from './commit-resource.dto.js';

/** What webhooks tell: how a save has ended. */
export const COMMIT_EVENT_TYPES = ['commit.succeeded', 'commit.failed', 'commit.cancelled'] as const;
export type CommitEventType = (typeof COMMIT_EVENT_TYPES)[number];

/** Body of a webhook. */
export class CommitNotice {
  @ApiProperty({ description: 'What has happened.', enum: COMMIT_EVENT_TYPES, example: 'commit.succeeded' })
  type!: CommitEventType;

  /**
   * When it has happened.
   * @example "2026-11-24T12:00:04.000Z"
   */
  timestamp!: string;

  /** The save, as it has ended. */
  data!: CommitResource;
}

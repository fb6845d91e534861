import { ApiProperty } from '@nestjs/swagger';
import { CommitResource } from './commit-resource.dto.js';

/** Types of webhook events: the outcomes of a commit. */
export const COMMIT_EVENT_TYPES = ['commit.succeeded', 'commit.failed', 'commit.cancelled'] as const;
export type CommitEventType = (typeof COMMIT_EVENT_TYPES)[number];

/** Body of a webhook. */
export class WebhookEvent {
  @ApiProperty({ description: 'Outcome of the commit.', enum: COMMIT_EVENT_TYPES, example: 'commit.succeeded' })
  type!: CommitEventType;

  /**
   * Time of the event.
   * @example "2026-11-24T12:00:04.000Z"
   */
  timestamp!: string;

  /** The ended commit. */
  data!: CommitResource;
}

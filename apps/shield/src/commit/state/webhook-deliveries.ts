import { Injectable } from '@nestjs/common';
import type { CommitEventType, WebhookEvent } from '@image-factory/contracts';
import { v7 as uuid } from 'uuid';
import type { Delivery } from '../../webhook/delivery-store.port.js';
import { WebhookSettings } from '../../webhook/webhook-settings.js';
import type { CommitRecord } from './commit-record.js';
import { hasEnded, stateOf } from './commit-state.js';
import { commitResource } from './commit-resource.js';

/** Creates the webhook deliveries for the end of a commit. */
@Injectable()
export class WebhookDeliveries {
  constructor(private readonly webhooks: WebhookSettings) {}

  /** The deliveries of a record that has just changed. */
  of(record: CommitRecord): Delivery[] {
    const { urls } = this.webhooks;
    if (urls.length === 0 || !hasEnded(record)) return [];
    const { id: commitId, requestId, traceParent } = record;
    const body = JSON.stringify(noticeOf(record));
    const now = Date.now();
    return urls.map((url) => ({
      ...{ id: uuid(), url, commitId, body, requestId, traceParent },
      ...{ createdAt: now, dueAt: now, attempts: 0 },
    }));
  }
}

function noticeOf(record: CommitRecord): WebhookEvent {
  const type = `commit.${stateOf(record)}` as CommitEventType;
  return { type, timestamp: new Date(record.changedAt).toISOString(), data: commitResource(record) };
}

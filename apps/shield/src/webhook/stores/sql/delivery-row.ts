import type { DeliveryRow } from '../../../platform/database/schema.js';
import { storableRow } from '../../../platform/database/storable-text.js';
import type { Delivery } from '../../delivery.js';

export function toDeliveryRow({ id, url, commitId, body, createdAt, dueAt, attempts }: Delivery): DeliveryRow {
  return storableRow({ id, url, commit_id: commitId, body, created_at: createdAt, due_at: dueAt, attempts });
}

export function fromDeliveryRow({ id, url, commit_id, body, created_at, due_at, attempts }: DeliveryRow): Delivery {
  return { id, url, commitId: commit_id, body, createdAt: created_at, dueAt: due_at, attempts };
}

import type { DELIVERIES } from '../platform/database/schema.js';
import type { RecordOf } from '../platform/database/table.js';

/** A webhook delivery to one receiver. */
export type Delivery = RecordOf<typeof DELIVERIES>;

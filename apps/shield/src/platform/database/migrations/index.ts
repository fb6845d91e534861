import type { Migration } from 'kysely';
import { commitsAndAgents } from './0001-commits-and-agents.js';
import { progressAndCancel } from './0002-progress-and-cancel.js';
import { omissionsAndFeatures } from './0003-omissions-and-features.js';
import { deliveriesAndTraces } from './0004-deliveries-and-traces.js';
import { verifiedBy } from './0005-verified-by.js';

/** All migrations, applied in order of their names. A released migration never changes; a new one is added. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-commits-and-agents': commitsAndAgents,
  '0002-progress-and-cancel': progressAndCancel,
  '0003-omissions-and-features': omissionsAndFeatures,
  '0004-deliveries-and-traces': deliveriesAndTraces,
  '0005-verified-by': verifiedBy,
};

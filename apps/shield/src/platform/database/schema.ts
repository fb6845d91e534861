import type { CommitStatus, VerifiedBy } from '@image-factory/contracts';
import type { Selectable } from 'kysely';

/** A commit. Times are Unix milliseconds. */
export interface CommitsTable {
  id: string;
  ip: string;
  container: string;
  image: string;
  author: string;
  note: string;
  /** JSON. */
  exclude: string | null;
  /** JSON. */
  blank_env: string | null;
  node: string;
  container_key: string;
  status: CommitStatus;
  status_msg: string;
  error_code: string | null;
  digest: string | null;
  verified_by: VerifiedBy | null;
  accepted_at: number;
  changed_at: number;
  heard_at: number;
  dispatch_at: number;
  hand_over_failures: number;
  started_at: number | null;
  attempt: number;
  seq: number;
  boot_id: string | null;
  /** JSON. */
  progress: string | null;
  cancelled_by: string | null;
  idempotency_key: string | null;
  credentials: string | null;
  request_id: string;
  trace_parent: string | null;
  version: number;
  /** When it ended; null until then: indexes and queries identify unended commits by it. */
  ended_at: number | null;
}

/** An agent under one ip of its node. */
export interface AgentsTable {
  ip: string;
  address: string;
  node_id: string | null;
  boot_id: string | null;
  version: string | null;
  /** JSON. */
  features: string | null;
  seen_at: number;
}

/** A pending webhook delivery. */
export interface DeliveriesTable {
  id: string;
  url: string;
  commit_id: string;
  body: string;
  created_at: number;
  due_at: number;
  attempts: number;
}

/** All tables after the latest migration. */
export interface Schema {
  commits: CommitsTable;
  agents: AgentsTable;
  deliveries: DeliveriesTable;
}

export type CommitRow = Selectable<CommitsTable>;
export type AgentRow = Selectable<AgentsTable>;
export type DeliveryRow = Selectable<DeliveriesTable>;

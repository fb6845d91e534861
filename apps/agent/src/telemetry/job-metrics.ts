import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@image-factory/errors';
import type { PausePeriod } from '@image-factory/runtime';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { AgentConfiguration } from '../config/agent-configuration.js';
import { PhaseWatch, type WatchedJob } from './phase-watch.js';

/** From an empty commit to one of many gigabytes, in seconds. */
const JOB_BUCKETS_S = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600, 7200];

/** Pauses are usually short, so the short buckets are narrow. */
const PAUSE_BUCKETS_S = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

/** Strategy of a commit: one of the two alone, or EngineCommit after a failed DirectCommit. */
type Way = 'direct' | 'engine' | 'fallback';

/** Metrics of the jobs of this node. */
@Injectable()
export class JobMetrics {
  private readonly ended: Counter<'outcome' | 'error_code' | 'way' | 'fallback_reason'>;
  private readonly phases: Histogram<'phase'>;
  private readonly frozen: Histogram;
  private readonly bytes: Counter<'way'>;
  private readonly running: Gauge;
  /** Reasons of the running jobs that have fallen back, by commit id. */
  private readonly fallbacks = new Map<string, ErrorCode>();

  constructor(
    registry: Registry,
    private readonly configuration: AgentConfiguration,
  ) {
    const registers = [registry];
    this.ended = new Counter({
      name: 'image_factory_agent_saves_total',
      help: 'Saves that have ended, by outcome, error code, way (direct, engine, fallback) and why it fell back.',
      labelNames: ['outcome', 'error_code', 'way', 'fallback_reason'],
      registers,
    });
    this.phases = new Histogram({
      name: 'image_factory_agent_save_phase_duration_seconds',
      help: 'Time that saves spend in each phase: preparing, committing, pushing.',
      labelNames: ['phase'],
      buckets: JOB_BUCKETS_S,
      registers,
    });
    this.frozen = new Histogram({
      name: 'image_factory_agent_container_frozen_seconds',
      help: 'Time that saves keep containers frozen.',
      buckets: PAUSE_BUCKETS_S,
      registers,
    });
    this.bytes = new Counter({
      name: 'image_factory_agent_pushed_bytes_total',
      help: 'Bytes that commits have sent to registries; for the engine strategy, as reported by the engine.',
      labelNames: ['way'],
      registers,
    });
    this.running = new Gauge({
      name: 'image_factory_agent_saves_running',
      help: 'Saves that run.',
      registers,
    });
  }

  begin(transaction: string): WatchedJob {
    const watch = new PhaseWatch();
    this.running.inc();
    const end = (outcome: string, code: ErrorCode | ''): Way => {
      this.running.dec();
      for (const [phase, seconds] of watch.end()) this.phases.observe({ phase }, seconds);
      const way = this.wayOf(transaction);
      const reason = this.fallbacks.get(transaction) ?? '';
      this.fallbacks.delete(transaction);
      this.ended.inc({ outcome, error_code: code, way, fallback_reason: reason });
      return way;
    };
    return {
      observe: (progress) => watch.observe(progress),
      succeeded: ({ pushedBytes = 0 }) => this.bytes.inc({ way: end('succeeded', '') }, pushedBytes),
      failed: (code) => void end(code === 'cancelled' ? 'cancelled' : 'failed', code),
    };
  }

  /** Records a fallback to EngineCommit. */
  fellBack(transaction: string, reason: ErrorCode): void {
    this.fallbacks.set(transaction, reason);
  }

  paused({ from, to }: PausePeriod): void {
    this.frozen.observe((to - from) / 1000);
  }

  private wayOf(transaction: string): Way {
    if (this.fallbacks.has(transaction)) return 'fallback';
    return this.configuration.save_mode === 'engine' ? 'engine' : 'direct';
  }
}

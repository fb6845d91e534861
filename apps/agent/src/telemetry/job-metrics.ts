import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@image-factory/errors';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { AgentConfiguration } from '../config/agent-configuration.js';
import { PhaseWatch, type WatchedJob } from './phase-watch.js';

/** From an empty commit to one of many gigabytes, in seconds. */
const JOB_BUCKETS_S = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600, 7200];

/** Pauses are usually short, so the short buckets are narrow. */
const PAUSE_BUCKETS_S = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

/** Strategy of a commit: one of the two alone, or EngineCommit after a failed DirectCommit. */
type UsedStrategy = 'direct' | 'engine' | 'fallback';

/** Metrics of the jobs of this node. */
@Injectable()
export class JobMetrics {
  private readonly ended: Counter<'outcome' | 'error_code' | 'strategy' | 'fallback_reason'>;
  private readonly phases: Histogram<'phase'>;
  private readonly pauses: Histogram;
  private readonly bytes: Counter<'strategy'>;
  private readonly running: Gauge;

  constructor(
    registry: Registry,
    private readonly configuration: AgentConfiguration,
  ) {
    const registers = [registry];
    this.ended = new Counter({
      name: 'image_factory_agent_jobs_total',
      help: 'Ended jobs, by outcome, error code, strategy (direct, engine, fallback) and reason of the fallback.',
      labelNames: ['outcome', 'error_code', 'strategy', 'fallback_reason'],
      registers,
    });
    this.phases = new Histogram({
      name: 'image_factory_agent_job_phase_duration_seconds',
      help: 'Time of jobs in each phase: preparing, committing, pushing.',
      labelNames: ['phase'],
      buckets: JOB_BUCKETS_S,
      registers,
    });
    this.pauses = new Histogram({
      name: 'image_factory_agent_pause_duration_seconds',
      help: 'Time that jobs keep containers paused.',
      buckets: PAUSE_BUCKETS_S,
      registers,
    });
    this.bytes = new Counter({
      name: 'image_factory_agent_pushed_bytes_total',
      help: 'Bytes that commits have sent to registries; for the engine strategy, as reported by the runtime.',
      labelNames: ['strategy'],
      registers,
    });
    this.running = new Gauge({
      name: 'image_factory_agent_jobs_running',
      help: 'Running jobs.',
      registers,
    });
  }

  begin(): WatchedJob {
    const watch = new PhaseWatch();
    let fallback: ErrorCode | undefined;
    this.running.inc();
    const end = (outcome: string, code: ErrorCode | ''): UsedStrategy => {
      this.running.dec();
      for (const [phase, seconds] of watch.end()) this.phases.observe({ phase }, seconds);
      const strategy = fallback ? 'fallback' : this.singleStrategy;
      this.ended.inc({ outcome, error_code: code, strategy, fallback_reason: fallback ?? '' });
      return strategy;
    };
    return {
      progress: (progress) => watch.observe(progress),
      paused: ({ from, to }) => this.pauses.observe((to - from) / 1000),
      fellBack: (reason) => (fallback = reason),
      succeeded: ({ pushedBytes = 0 }) => this.bytes.inc({ strategy: end('succeeded', '') }, pushedBytes),
      failed: (code) => void end(code === 'cancelled' ? 'cancelled' : 'failed', code),
    };
  }

  /** The strategy of a job that has not fallen back. */
  private get singleStrategy(): UsedStrategy {
    return this.configuration.save_mode === 'engine' ? 'engine' : 'direct';
  }
}

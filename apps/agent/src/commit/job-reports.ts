import { Logger } from '@nestjs/common';
import { type ByteProgress, CommitStatus, type StatusReport, unsavedMounts } from '@image-factory/contracts';
import type { CommittedImage, JobPhase, JobProgress } from '@image-factory/commit';
import type { FactoryError } from '@image-factory/errors';
import type { StatusOutbox } from '../shield/status-outbox.js';
import type { AcceptedCommit } from './accepted-commit.js';
import { ByteRate } from './byte-rate.js';

/** Interval of progress reports within a phase. */
const REPORT_INTERVAL_MS = 500;

/** Unchanged intervals after which a keep-alive is sent. */
const KEEP_ALIVE_INTERVALS = 6;

const STATUS_OF_PHASE: Readonly<Record<JobPhase, CommitStatus>> = {
  committing: CommitStatus.COMMITTING,
  pushing: CommitStatus.PUSHING,
};

type ReportBody = Pick<
  StatusReport,
  | 'status'
  | 'status_msg'
  | 'digest'
  | 'error_code'
  | 'detail'
  | 'hint'
  | 'progress'
  | 'pushed_bytes'
  | 'verified_by'
  | 'not_saved'
>;

/** The end of a failed commit: in parts, and as one text for first-generation shields. */
export function failureReport({ code, explanation, message, hint }: FactoryError) {
  return { status: CommitStatus.FAILED, status_msg: explanation, error_code: code, detail: message, hint };
}

/** Reports a job to the shield: numbers the reports, and repeats each phase with its progress. */
export class JobReports {
  private readonly logger = new Logger(JobReports.name);
  private seq = 0;
  private progress?: JobProgress;
  /** The last report. */
  private lastBody?: ReportBody;
  private sinceLast = 0;
  private rate = new ByteRate();
  private repeating?: NodeJS.Timeout;
  private end?: ReportBody;

  /** The attempt of the next report. */
  attempt: number | undefined;

  constructor(
    private readonly commit: Pick<AcceptedCommit, 'transaction' | 'attempt'>,
    private readonly bootId: string,
    private readonly outbox: StatusOutbox,
  ) {
    this.attempt = commit.attempt;
  }

  begun(): void {
    this.change({ status: CommitStatus.PROCESSING, status_msg: 'dispatched' });
  }

  /** Reports a new phase at once, and progress within a phase once per interval. */
  observe(progress: JobProgress): void {
    if (this.end) return;
    const previous = this.progress?.phase;
    this.progress = progress;
    if (progress.phase === previous) return;
    this.rate = new ByteRate();
    this.change(this.bodyOf(progress));
    this.repeating ??= setInterval(() => this.repeatProgress(), REPORT_INTERVAL_MS);
  }

  succeeded({ digest, message, pushedBytes, verifiedBy, notSaved = [] }: CommittedImage): void {
    this.finish({
      status: CommitStatus.SUCCEEDED,
      status_msg: message,
      digest,
      pushed_bytes: pushedBytes,
      verified_by: verifiedBy,
      ...(notSaved.length > 0 && { not_saved: unsavedMounts(notSaved) }),
    });
  }

  failed(error: FactoryError): void {
    this.finish(failureReport(error));
  }

  /** Reports the end again. */
  repeatEnd(): void {
    if (this.end) this.post(this.end);
  }

  /** Stops reporting. */
  stop(): void {
    clearInterval(this.repeating);
  }

  private finish(end: ReportBody): void {
    this.stop();
    this.end = end;
    this.change(end);
  }

  private repeatProgress(): void {
    const body = this.progress && this.bodyOf(this.progress);
    this.sinceLast += 1;
    if (!body || (this.sinceLast < KEEP_ALIVE_INTERVALS && isSame(body, this.lastBody))) return;
    this.post(body);
  }

  private bodyOf({ phase, message, bytes, totalBytes }: JobProgress): ReportBody {
    return { status: STATUS_OF_PHASE[phase], status_msg: message, progress: this.bytesOf(bytes, totalBytes) };
  }

  private bytesOf(bytes: number | undefined, totalBytes: number | undefined): ByteProgress | undefined {
    if (bytes === undefined) return undefined;
    this.rate.add(bytes);
    return { bytes, total_bytes: totalBytes, bytes_per_second: this.rate.perSecond };
  }

  private change(body: ReportBody): void {
    const { transaction } = this.commit;
    this.logger.log({ transaction, attempt: this.attempt, ...body }, 'job');
    this.post(body);
  }

  private post(body: ReportBody): void {
    this.seq += 1;
    this.lastBody = body;
    this.sinceLast = 0;
    const { transaction } = this.commit;
    this.outbox.post({ transaction, attempt: this.attempt, seq: this.seq, boot_id: this.bootId, ...body });
  }
}

function isSame(body: ReportBody, last: ReportBody | undefined): boolean {
  return body.status_msg === last?.status_msg && body.progress?.bytes === last?.progress?.bytes;
}

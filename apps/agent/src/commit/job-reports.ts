import { Logger } from '@nestjs/common';
import { type ByteProgress, CommitStatus, type StatusReport } from '@image-factory/contracts';
import type { CommittedImage, JobPhase, JobProgress } from '@image-factory/commit';
import type { FactoryError } from '@image-factory/errors';
import type { StatusOutbox } from '../shield/status-outbox.js';
import type { AcceptedCommit } from './accepted-commit.js';
import { ByteRate } from './byte-rate.js';

/** Interval of progress reports within a phase, in milliseconds. */
const REPEAT_EVERY = 500;

/** A keep-alive is sent after this many unchanged intervals. */
const SIGN_OF_LIFE = 6;

const STATUS_OF_PHASE: Readonly<Record<JobPhase, CommitStatus>> = {
  committing: CommitStatus.COMMITTING,
  pushing: CommitStatus.PUSHING,
};

type News = Pick<
  StatusReport,
  'status' | 'status_msg' | 'digest' | 'error_code' | 'progress' | 'pushed_bytes' | 'verified_by'
>;

/** Reports a job to the shield: numbers the reports, and repeats each phase with its progress. */
export class JobReports {
  private readonly logger = new Logger(JobReports.name);
  private seq = 0;
  private progress?: JobProgress;
  /** The last report. */
  private told?: News;
  private sinceLast = 0;
  private rate = new ByteRate();
  private repeating?: NodeJS.Timeout;
  private end?: News;

  /** The attempt of the next report. */
  attempt: number | undefined;

  constructor(
    private readonly save: Pick<AcceptedCommit, 'transaction' | 'attempt'>,
    private readonly bootId: string,
    private readonly outbox: StatusOutbox,
  ) {
    this.attempt = save.attempt;
  }

  begun(): void {
    this.change({ status: CommitStatus.PROCESSING, status_msg: 'the agent has the save' });
  }

  /** Reports a new phase at once, and progress within a phase once per interval. */
  observe(progress: JobProgress): void {
    if (this.end) return;
    const previous = this.progress?.phase;
    this.progress = progress;
    if (progress.phase === previous) return;
    this.rate = new ByteRate();
    this.change(this.newsOf(progress));
    this.repeating ??= setInterval(() => this.repeatProgress(), REPEAT_EVERY);
  }

  succeeded({ digest, message, pushedBytes, verifiedBy }: CommittedImage): void {
    this.finish({
      status: CommitStatus.SUCCEEDED,
      status_msg: message,
      digest,
      pushed_bytes: pushedBytes,
      verified_by: verifiedBy,
    });
  }

  failed({ code, explanation }: FactoryError): void {
    this.finish({ status: CommitStatus.FAILED, status_msg: explanation, error_code: code });
  }

  /** Reports the end again. */
  repeatEnd(): void {
    if (this.end) this.post(this.end);
  }

  /** Stops reporting. */
  stop(): void {
    clearInterval(this.repeating);
  }

  private finish(end: News): void {
    this.stop();
    this.end = end;
    this.change(end);
  }

  private repeatProgress(): void {
    const news = this.progress && this.newsOf(this.progress);
    this.sinceLast += 1;
    if (!news || (this.sinceLast < SIGN_OF_LIFE && isSame(news, this.told))) return;
    this.post(news);
  }

  private newsOf({ phase, message, bytes, totalBytes }: JobProgress): News {
    return { status: STATUS_OF_PHASE[phase], status_msg: message, progress: this.bytesOf(bytes, totalBytes) };
  }

  private bytesOf(bytes: number | undefined, totalBytes: number | undefined): ByteProgress | undefined {
    if (bytes === undefined) return undefined;
    this.rate.add(bytes);
    return { bytes, total_bytes: totalBytes, bytes_per_second: this.rate.perSecond };
  }

  private change(news: News): void {
    const { transaction } = this.save;
    this.logger.log({ transaction, attempt: this.attempt, ...news }, 'save');
    this.post(news);
  }

  private post(news: News): void {
    this.seq += 1;
    this.told = news;
    this.sinceLast = 0;
    const { transaction } = this.save;
    this.outbox.post({ transaction, attempt: this.attempt, seq: this.seq, boot_id: this.bootId, ...news });
  }
}

function isSame(news: News, told: News | undefined): boolean {
  return news.status_msg === told?.status_msg && news.progress?.bytes === told?.progress?.bytes;
}

import { CommitStatus, type StatusReport } from '@image-factory/contracts';
import { Backoff, pause, type Retry } from '@image-factory/resilience';
import { inRequestContext, requestContext, type RequestContext } from '@image-factory/service';

/** Between the deliveries of a report that is not settled. */
const DELIVERY_BACKOFF = new Backoff({ initialMs: 500, maxMs: 30_000 });

/** A report and its request context. */
interface Dispatch {
  readonly report: StatusReport;
  readonly context: RequestContext;
}

/**
 * Delivers a report. Never rejects.
 *
 * @param retry follows if the report is not settled
 * @returns whether the report is settled
 */
export type Delivery = (report: StatusReport, retry: Retry) => Promise<boolean>;

/** Whether a report states the end of a commit. */
export function isEnd({ status }: StatusReport): boolean {
  return status === CommitStatus.SUCCEEDED || status === CommitStatus.FAILED;
}

/** Whether the newer report makes the older one obsolete. The end of a commit is never dropped. */
function supersedes(newer: StatusReport, older: StatusReport): boolean {
  return !isEnd(older) || (isEnd(newer) && newer.attempt !== undefined && newer.attempt === older.attempt);
}

/** The reports of one commit: delivered in order, one at a time, each until it is settled. */
export class ReportLane {
  private readonly waiting: Dispatch[] = [];
  private running?: Promise<void>;
  private wait?: AbortController;
  private closed = false;

  /** @param whenDone called as soon as the lane is empty; the lane is unusable from then on */
  constructor(
    private readonly deliver: Delivery,
    private readonly whenDone: () => void,
  ) {}

  /** The unsettled end reports. */
  get ends(): StatusReport[] {
    return this.waiting.map(({ report }) => report).filter(isEnd);
  }

  /** Appends a report, which is delivered in the current context; replaces an unsettled one that it supersedes. */
  put(report: StatusReport): void {
    const last = this.waiting.at(-1);
    if (last && supersedes(report, last.report)) this.waiting.pop();
    this.waiting.push({ report, context: requestContext() });
    this.running ??= this.run();
  }

  /** Retries now instead of after the back-off. */
  hurry(): void {
    this.wait?.abort();
  }

  /** Resolves when the lane is empty or closed. */
  async settled(): Promise<void> {
    await this.running;
  }

  /** Drops all reports. */
  close(): void {
    this.closed = true;
    this.hurry();
  }

  private async run(): Promise<void> {
    let failures = 0;
    for (let next = this.waiting[0]; next && !this.closed; next = this.waiting[0]) {
      const { report, context } = next;
      const retry = DELIVERY_BACKOFF.after(failures + 1)!;
      if (await inRequestContext(context, () => this.deliver(report, retry))) {
        // A newer report may have replaced it during the delivery.
        if (this.waiting[0] === next) this.waiting.shift();
        failures = 0;
      } else {
        failures++;
        await this.rest(retry.delayMs);
      }
    }
    this.whenDone();
  }

  private async rest(milliseconds: number): Promise<void> {
    if (this.closed) return;
    this.wait = new AbortController();
    await pause(milliseconds, this.wait.signal).catch(() => undefined);
  }
}

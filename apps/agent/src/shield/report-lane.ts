import { setTimeout as sleep } from 'node:timers/promises';
import { CommitStatus, type StatusReport } from '@image-factory/contracts';
import { inRequestContext, requestContext, type RequestContext } from '@image-factory/service';

/** Initial back-off between deliveries, in milliseconds; doubles up to the maximum. */
const SHORTEST_WAIT = 500;
const LONGEST_WAIT = 30_000;

/** A report, and the context that it was made in. */
interface Dispatch {
  readonly report: StatusReport;
  readonly context: RequestContext;
}

/** Delivers a report. @returns whether the report is settled; otherwise it is retried. Never rejects. */
export type Delivery = (report: StatusReport) => Promise<boolean>;

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
  private pause?: AbortController;
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
    this.pause?.abort();
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
    let wait = SHORTEST_WAIT;
    for (let next = this.waiting[0]; next && !this.closed; next = this.waiting[0]) {
      const { report, context } = next;
      if (await inRequestContext(context, () => this.deliver(report))) {
        // A newer report may have replaced it during the delivery.
        if (this.waiting[0] === next) this.waiting.shift();
        wait = SHORTEST_WAIT;
      } else {
        await this.rest(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    }
    this.whenDone();
  }

  private async rest(milliseconds: number): Promise<void> {
    if (this.closed) return;
    this.pause = new AbortController();
    await sleep(milliseconds, undefined, { signal: this.pause.signal }).catch(() => undefined);
  }
}

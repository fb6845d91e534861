import { setTimeout as sleep } from 'node:timers/promises';
import { CommitStatus, type StatusReport } from '@image-factory/contracts';

/** Waits between two tries, in milliseconds: doubled each time, up to the longest. */
const SHORTEST_WAIT = 500;
const LONGEST_WAIT = 30_000;

/** A report on its way. */
export interface Dispatch {
  readonly report: StatusReport;
  /** Id of the request that asked for the save. */
  readonly requestId: string;
}

/** Sends a report. @returns whether that is settled; if not, it is tried again. Never rejects. */
export type Delivery = (dispatch: Dispatch) => Promise<boolean>;

/** Whether a report says that its save has ended. */
export function isEnd({ status }: StatusReport): boolean {
  return status === CommitStatus.SUCCEEDED || status === CommitStatus.FAILED;
}

/** Whether nobody needs the older report once there is the newer one. How a save ended is never passed over. */
function supersedes(newer: StatusReport, older: StatusReport): boolean {
  return !isEnd(older) || (isEnd(newer) && newer.attempt !== undefined && newer.attempt === older.attempt);
}

/** The reports of one transaction: sent in order, one at a time, each until it is settled. */
export class ReportLane {
  private readonly waiting: Dispatch[] = [];
  private running?: Promise<void>;
  private pause?: AbortController;
  private closed = false;

  /** @param whenDone called at the very moment when nothing is left; the lane is of no use from then on */
  constructor(
    private readonly deliver: Delivery,
    private readonly whenDone: () => void,
  ) {}

  /** The end reports that are not settled yet. */
  get ends(): StatusReport[] {
    return this.waiting.map(({ report }) => report).filter(isEnd);
  }

  /** Puts a report at the end, in the place of an unsettled one that it supersedes. */
  put(dispatch: Dispatch): void {
    const last = this.waiting.at(-1);
    if (last && supersedes(dispatch.report, last.report)) this.waiting.pop();
    this.waiting.push(dispatch);
    this.running ??= this.run();
  }

  /** Tries again now instead of after its wait. */
  hurry(): void {
    this.pause?.abort();
  }

  /** Resolves when nothing is left, or when it has been closed. */
  async settled(): Promise<void> {
    await this.running;
  }

  /** Gives up what is left. */
  close(): void {
    this.closed = true;
    this.hurry();
  }

  private async run(): Promise<void> {
    let wait = SHORTEST_WAIT;
    for (let next = this.waiting[0]; next && !this.closed; next = this.waiting[0]) {
      if (await this.deliver(next)) {
        // A newer one may have taken its place while it was on its way.
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

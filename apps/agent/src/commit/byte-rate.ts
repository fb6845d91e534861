/** Window of the moving average. */
const WINDOW_MS = 5_000;

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** Recent transfer rate. */
export class ByteRate {
  private marks: Sample[] = [];

  /** @param bytes completed bytes; a decrease resets the rate */
  add(bytes: number, at = performance.now()): void {
    if (bytes < (this.marks.at(-1)?.bytes ?? 0)) this.marks = [];
    this.marks = [...this.marks.filter((mark) => mark.at > at - WINDOW_MS), { at, bytes }];
  }

  /** Bytes per second; undefined before the second sample. */
  get perSecond(): number | undefined {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    if (!first || !last || last.at <= first.at) return undefined;
    return Math.round(((last.bytes - first.bytes) * 1000) / (last.at - first.at));
  }
}

/** Over what time a rate is taken, in milliseconds. */
const WINDOW = 5_000;

interface Mark {
  readonly at: number;
  readonly bytes: number;
}

/** How fast bytes have come of late. */
export class ByteRate {
  private marks: Mark[] = [];

  /** @param bytes done so far; fewer than before means that it began anew */
  add(bytes: number, at = performance.now()): void {
    if (bytes < (this.marks.at(-1)?.bytes ?? 0)) this.marks = [];
    this.marks = [...this.marks.filter((mark) => mark.at > at - WINDOW), { at, bytes }];
  }

  /** Bytes a second, undefined before there are two marks. */
  get perSecond(): number | undefined {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    if (!first || !last || last.at <= first.at) return undefined;
    return Math.round(((last.bytes - first.bytes) * 1000) / (last.at - first.at));
  }
}

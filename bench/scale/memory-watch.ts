import { memoryOf } from '../../sandbox/index.js';

/** Watches how much memory a process has, in bytes. */
export class MemoryWatch implements Disposable {
  private readonly timer: NodeJS.Timeout;
  private readonly samples: number[] = [];

  constructor(private readonly pid: number) {
    this.timer = setInterval(() => this.samples.push(memoryOf(pid, 'now')), 200);
  }

  /** Resident memory now. */
  get now(): number {
    return memoryOf(this.pid, 'now');
  }

  /** Median of what was seen. */
  get median(): number {
    return [...this.samples].sort((a, b) => a - b)[this.samples.length >> 1] ?? this.now;
  }

  /** The most it ever had, as the kernel has noted. */
  get peak(): number {
    return memoryOf(this.pid, 'ever');
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }
}

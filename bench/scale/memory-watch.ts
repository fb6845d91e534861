import { memoryOf } from '../../sandbox/index.js';

/** Watches the memory of a process, in bytes. */
export class MemoryWatch implements Disposable {
  private readonly timer: NodeJS.Timeout;
  private readonly samples: number[] = [];

  constructor(private readonly pid: number) {
    this.timer = setInterval(() => this.samples.push(memoryOf(pid, 'now')), 200);
  }

  /** Current resident memory. */
  get now(): number {
    return memoryOf(this.pid, 'now');
  }

  /** Median of the samples. */
  get median(): number {
    return [...this.samples].sort((a, b) => a - b)[this.samples.length >> 1] ?? this.now;
  }

  /** Peak resident memory, as recorded by the kernel. */
  get peak(): number {
    return memoryOf(this.pid, 'ever');
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }
}

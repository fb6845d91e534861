import { readFileSync } from 'node:fs';

/** Watches how much memory a process has, in bytes. */
export class MemoryWatch implements Disposable {
  private readonly timer: NodeJS.Timeout;
  private readonly samples: number[] = [];

  constructor(private readonly pid: number) {
    this.timer = setInterval(() => this.samples.push(memoryOf(pid, 'VmRSS')), 200);
  }

  /** Resident memory now. */
  get now(): number {
    return memoryOf(this.pid, 'VmRSS');
  }

  /** Median of what was seen. */
  get median(): number {
    return [...this.samples].sort((a, b) => a - b)[this.samples.length >> 1] ?? this.now;
  }

  /** The most it ever had, as the kernel has noted. */
  get peak(): number {
    return memoryOf(this.pid, 'VmHWM');
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }
}

function memoryOf(pid: number, line: 'VmRSS' | 'VmHWM'): number {
  const [, kilobytes] =
    new RegExp(`^${line}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

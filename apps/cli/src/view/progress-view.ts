import type { Commit } from '@image-factory/client';
import type { TextSink } from '../session.js';
import { progressLine, statusText } from './progress-line.js';

/** Shows the progress of a commit at each update. */
export interface ProgressView {
  show(commit: Commit): void;
  /** Clears output that is only transient. */
  clear(): void;
}

/** Selects the view for the reader: a program, a person at a terminal, or a log. */
export function progressView(sink: TextSink, json: boolean): ProgressView {
  if (json) return new JsonLines(sink);
  return sink.isTTY ? new LiveBar(sink) : new PlainLines(sink);
}

/** Clears the current line and moves the cursor to its start. */
const CLEAR_LINE = '\r\u001b[2K';

const DEFAULT_COLUMNS = 80;

/** A progress bar that redraws itself in place. */
class LiveBar implements ProgressView {
  constructor(private readonly sink: TextSink) {}

  show(commit: Commit): void {
    // A character in the last column makes some terminals wrap.
    const columns = (this.sink.columns || DEFAULT_COLUMNS) - 1;
    if (commit.ended_at === undefined) this.sink.write(CLEAR_LINE + progressLine(commit, columns));
  }

  clear(): void {
    this.sink.write(CLEAR_LINE);
  }
}

/** Progress between two log lines. */
const STEP_PERCENT = 10;

/** Prints a line for each state, each message within a state (such as a retry), and each further 10 %. */
class PlainLines implements ProgressView {
  private printed = '';

  constructor(private readonly sink: TextSink) {}

  show(commit: Commit): void {
    const { state, message, attempt, progress, ended_at: ended } = commit;
    const content = JSON.stringify([attempt, state, message, Math.floor((progress?.percent ?? 0) / STEP_PERCENT)]);
    if (content === this.printed || ended !== undefined) return;
    this.printed = content;
    this.sink.write(`${state}: ${statusText(commit)}\n`);
  }

  clear(): void {
    // Printed lines are permanent.
  }
}

/** Prints the whole resource as one line at each change. */
class JsonLines implements ProgressView {
  private printed = '';

  constructor(private readonly sink: TextSink) {}

  show(commit: Commit): void {
    const content = JSON.stringify(contentOf(commit));
    if (content === this.printed) return;
    this.printed = content;
    this.sink.write(`${JSON.stringify(commit)}\n`);
  }

  clear(): void {
    // Printed lines are permanent.
  }
}

/**
 * The part of a resource that matters for comparison. The first event repeats the preceding response without the queue
 * position; a keep-alive repeats the last report with a new rate.
 */
function contentOf({ progress, ...commit }: Commit): object {
  return {
    ...commit,
    place: undefined,
    changed_at: undefined,
    progress: progress && [progress.bytes, progress.total_bytes],
  };
}

import type { Commit } from '@image-factory/client';
import type { TextSink } from '../terminal.js';
import { progressBar, words } from './progress-bar.js';

/** Shows how a save comes on, each time there is news. */
export interface CommitView {
  show(commit: Commit): void;
  /** Takes away what is not to stay. */
  clear(): void;
}

/** A view that fits who reads it: a program, a person at a terminal, or a log. */
export function commitView(sink: TextSink, json: boolean): CommitView {
  if (json) return new JsonLines(sink);
  return sink.isTTY ? new LiveBar(sink) : new PlainLines(sink);
}

/** Clears the line that the cursor is on, and goes to its beginning. */
const CLEAR_LINE = '\r\u001b[2K';

const DEFAULT_COLUMNS = 80;

/** A bar that is drawn over itself. */
class LiveBar implements CommitView {
  constructor(private readonly sink: TextSink) {}

  show(commit: Commit): void {
    // A character in the last column would make some terminals begin a new line.
    const columns = (this.sink.columns || DEFAULT_COLUMNS) - 1;
    if (commit.ended_at === undefined) this.sink.write(CLEAR_LINE + progressBar(commit, columns));
  }

  clear(): void {
    this.sink.write(CLEAR_LINE);
  }
}

/** Of how much more a log is told, in percent. */
const STEP = 10;

/** A line for each state, for each message within it, such as a retry, and for each further tenth. */
class PlainLines implements CommitView {
  private printed = '';

  constructor(private readonly sink: TextSink) {}

  show(commit: Commit): void {
    const { state, message, attempt, progress, ended_at: ended } = commit;
    const content = JSON.stringify([attempt, state, message, Math.floor((progress?.percent ?? 0) / STEP)]);
    if (content === this.printed || ended !== undefined) return;
    this.printed = content;
    this.sink.write(`${state}: ${words(commit)}\n`);
  }

  clear(): void {
    // Lines stay.
  }
}

/** The whole resource, a line each time that it has changed. */
class JsonLines implements CommitView {
  private printed = '';

  constructor(private readonly sink: TextSink) {}

  show(commit: Commit): void {
    const content = JSON.stringify(contentOf(commit));
    if (content === this.printed) return;
    this.printed = content;
    this.sink.write(`${JSON.stringify(commit)}\n`);
  }

  clear(): void {
    // Lines stay.
  }
}

/**
 * What makes two resources different for a reader. The first event repeats the answer that came before it, but without the
 * place in the queue; a keep-alive repeats the last report with a new rate.
 */
function contentOf({ progress, ...commit }: Commit): object {
  return {
    ...commit,
    place: undefined,
    changed_at: undefined,
    progress: progress && [progress.bytes, progress.total_bytes],
  };
}

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

/** A line for each state, and for each further tenth of it. */
class PlainLines implements CommitView {
  private told = '';

  constructor(private readonly sink: TextSink) {}

  show(commit: Commit): void {
    const { state, attempt, progress, ended_at: ended } = commit;
    const news = `${attempt} ${state} ${Math.floor((progress?.percent ?? 0) / STEP)}`;
    if (news === this.told || ended !== undefined) return;
    this.told = news;
    this.sink.write(`${state}: ${words(commit)}\n`);
  }

  clear(): void {
    // Lines stay.
  }
}

/** The whole resource, a line each time. */
class JsonLines implements CommitView {
  constructor(private readonly sink: TextSink) {}

  show(commit: Commit): void {
    this.sink.write(`${JSON.stringify(commit)}\n`);
  }

  clear(): void {
    // Lines stay.
  }
}

import type { CommitResource } from '@image-factory/contracts';
import { EventSourceParserStream } from 'eventsource-parser/stream';

/** A `commit` event as it came. */
export interface CommitEvent {
  readonly id: string | undefined;
  readonly commit: CommitResource;
  /** When it came, in milliseconds. */
  readonly at: number;
}

/** The `commit` events of a stream, until the server ends it or who reads it stops. */
export async function* commitEvents(
  address: string,
  headers: Readonly<Record<string, string>> = {},
): AsyncGenerator<CommitEvent, void, undefined> {
  const stop = new AbortController();
  const { body, status } = await fetch(address, { headers, signal: stop.signal });
  if (status !== 200 || !body) throw new Error(`${address} answers ${status}.`);
  try {
    const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { event, id, data } of events) {
      if (event === 'commit') yield { id, commit: JSON.parse(data) as CommitResource, at: performance.now() };
    }
  } finally {
    stop.abort();
  }
}

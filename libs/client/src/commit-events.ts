import { EventSourceParserStream } from 'eventsource-parser/stream';
import { bearer, CallFailure, type Commit, type ShieldAccess } from './shield-client.js';

/** A commit, as an event of the stream. */
export interface CommitEvent {
  /** Position in the stream: `Last-Event-ID` to resume after this event. */
  readonly id: string | undefined;
  readonly commit: Commit;
}

/** Options for following commits. */
export interface CommitEventsOptions {
  /** Id of the commit; default all commits. */
  readonly commit?: string;
  /** Id of the last received event; the stream resumes after it. */
  readonly lastEventId?: string;
  /** Called when the stream opens and on everything that arrives, including heartbeats: a silent stream is dead. */
  readonly onAlive?: () => void;
  readonly signal?: AbortSignal;
}

/**
 * Yields the events of one commit or of all, until the server ends the stream or the caller stops reading.
 * @throws CallFailure if the shield refuses the call or cannot be reached, no shield answers, or the connection breaks
 */
export async function* commitEvents(
  { address, token }: ShieldAccess,
  { commit, lastEventId, onAlive, signal }: CommitEventsOptions = {},
): AsyncGenerator<CommitEvent, void, undefined> {
  const path = commit === undefined ? '/v2/events' : `/v2/commits/${encodeURIComponent(commit)}/events`;
  const resume: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const stop = new AbortController();
  const signals = signal ? [signal, stop.signal] : [stop.signal];
  const response = await fetch(address + path, {
    headers: { accept: 'text/event-stream', ...bearer(token), ...resume },
    signal: AbortSignal.any(signals),
  }).catch((error: unknown) => {
    throw CallFailure.unreachable(address, error);
  });
  if (!response.ok || !response.body) {
    throw CallFailure.of(response.status, await response.json().catch(() => undefined));
  }
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    stop.abort();
    throw CallFailure.notAShield('The answer is not an event stream.', response.status);
  }
  onAlive?.();
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw CallFailure.unreachable(address, error);
      });
      if (done) return;
      onAlive?.();
      if (value.event === 'commit') yield { id: value.id, commit: JSON.parse(value.data) as Commit };
    }
  } finally {
    stop.abort();
  }
}

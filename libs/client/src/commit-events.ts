import { EventSourceParserStream } from 'eventsource-parser/stream';
import { bearer, CallFailure, type Commit, type ShieldAccess } from './shield-client.js';

/** How a save stands, as the stream told it. */
export interface CommitEvent {
  /** To go on from here, as `Last-Event-ID`. */
  readonly id: string | undefined;
  readonly commit: Commit;
}

/** What to follow. */
export interface CommitEventsOptions {
  /** The save; without it, all. */
  readonly commit?: string;
  /** Id of the last event that was seen. */
  readonly lastEventId?: string;
  /** Told when the stream has begun and with all that comes, heartbeats too: a stream that is silent for long is dead. */
  readonly onAlive?: () => void;
  readonly signal?: AbortSignal;
}

/**
 * Follows a save, or all of them, until the server ends the stream or who reads it stops.
 * @throws CallFailure when the shield refuses, cannot be reached, or the connection breaks off
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

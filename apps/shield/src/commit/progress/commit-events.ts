import { Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import {
  concatMap,
  connect,
  debounceTime,
  defer,
  endWith,
  filter,
  from,
  groupBy,
  ignoreElements,
  interval,
  map,
  merge,
  mergeMap,
  type MonoTypeOperatorFunction,
  type Observable,
  Subject,
  takeUntil,
  takeWhile,
  throttleTime,
} from 'rxjs';
import { FactoryError } from '@image-factory/errors';
import type { CommitRecord } from '../state/commit-record.js';
import { CommitRecords } from '../state/commit-records.js';
import { hasEnded } from '../state/commit-state.js';
import { ChangeFeed } from './change-feed.js';
import { ProgressCache } from './progress-cache.js';
import { commitResource } from '../state/commit-resource.js';

/** Throttle: minimum time between two events of one commit. */
const MIN_EVENT_INTERVAL_MS = 250;

/** Interval of heartbeats: proxies close silent streams. */
const HEARTBEAT_INTERVAL_MS = 15_000;

/** How long a silent commit keeps its throttle state in the stream of all commits. */
const IDLE_TIMEOUT_MS = 60_000;

/** Tolerance for the clock skew of two shields plus the delay of throttled events. */
const OVERLAP_MS = 2_000;

/** Limit on the missed commits that a stream replays. */
const MAX_MISSED = 1_000;

/** Reconnection delay of a browser after the end of a commit: practically never. */
const NO_RECONNECT_MS = 86_400_000;

/** Changes of commits as server-sent events. Each event holds the complete commit; its id is the last transition. */
@Injectable()
export class CommitEvents implements OnModuleDestroy {
  private readonly stopping = new Subject<void>();
  private stopped = false;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly progress: ProgressCache,
    private readonly commits: CommitRecords,
  ) {}

  onModuleDestroy(): void {
    this.stopped = true;
    this.stopping.next();
  }

  /** @throws FactoryError `shutting_down`: a new stream would delay the shutdown */
  private refuseIfStopped(): void {
    if (this.stopped) throw new FactoryError('shutting_down', 'The shield is shutting down.');
  }

  /** One commit: its current state, then every change until it has ended. */
  async ofOne(id: string): Promise<Observable<MessageEvent>> {
    const now = this.progress.newest(await this.commits.get(id));
    this.refuseIfStopped();
    const records = this.feed.records.pipe(filter((record) => record.id === id));
    return merge(from([now]), records).pipe(
      inOrder(),
      throttleTime(MIN_EVENT_INTERVAL_MS, undefined, { leading: true, trailing: true }),
      takeWhile((record) => !hasEnded(record), true),
      map((record) => ({ ...eventOf(record), retry: hasEnded(record) ? NO_RECONNECT_MS : undefined })),
      this.alive(),
    );
  }

  /** All commits: the running ones, and with `lastEventId` also those that have changed since; then every change. */
  ofAll(lastEventId?: string): Observable<MessageEvent> {
    this.refuseIfStopped();
    const missed = defer(() => this.missedSince(Number(lastEventId))).pipe(concatMap((records) => records));
    return merge(missed, this.feed.records).pipe(
      groupBy(({ id }) => id, { duration: (records) => records.pipe(debounceTime(IDLE_TIMEOUT_MS)) }),
      mergeMap((records) =>
        records.pipe(inOrder(), throttleTime(MIN_EVENT_INTERVAL_MS, undefined, { leading: true, trailing: true })),
      ),
      map(eventOf),
      this.alive(),
    );
  }

  private async missedSince(moment: number): Promise<CommitRecord[]> {
    const running = (await this.commits.unended()).map((record) => this.progress.newest(record));
    if (!Number.isFinite(moment)) return running;
    const changed = await this.commits.list({ changedSince: moment - OVERLAP_MS }, { limit: MAX_MISSED });
    return [...running, ...changed.filter(hasEnded)].sort((a, b) => a.changedAt - b.changedAt);
  }

  /** Adds heartbeats, and completes with the stream or at shutdown. */
  private alive(): MonoTypeOperatorFunction<MessageEvent> {
    const heartbeats = interval(HEARTBEAT_INTERVAL_MS).pipe(map((): MessageEvent => ({ type: 'heartbeat', data: '' })));
    return (events) =>
      events.pipe(
        takeUntil(this.stopping),
        connect((shared) => merge(shared, heartbeats.pipe(takeUntil(shared.pipe(ignoreElements(), endWith(true)))))),
      );
  }
}

/** Drops records that are older than an emitted one. */
function inOrder(): MonoTypeOperatorFunction<CommitRecord> {
  return (records) => {
    let newest = 0;
    return records.pipe(
      filter(({ heardAt }) => {
        if (heardAt < newest) return false;
        newest = heardAt;
        return true;
      }),
    );
  };
}

function eventOf(record: CommitRecord): MessageEvent {
  return { id: String(record.changedAt), type: 'commit', data: commitResource(record) };
}

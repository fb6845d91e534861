import { Inject, Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
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
import type { CommitRecord } from '../commit-record.js';
import { hasEnded } from '../commit-state.js';
import { COMMIT_STORE, type CommitStore } from '../commit-store.port.js';
import { CommitService } from '../commit.service.js';
import { ChangeFeed } from '../live/change-feed.js';
import { commitResource } from './commit-resource.js';

/** Shortest time between two events of one save, in milliseconds. */
const PACE = 250;

/** How often it is told that the stream lives, in milliseconds: proxies close silent ones. */
const HEARTBEAT = 15_000;

/** How long a save that nothing is heard of keeps its place in the stream of all, in milliseconds. */
const IDLE = 60_000;

/** How far the clocks of two shields may be apart, and how long an event may wait for its turn, in milliseconds. */
const OVERLAP = 2_000;

/** How many saves that a caller has missed are told at most. */
const MOST_MISSED = 1_000;

/** So long a browser waits before it asks again for the stream of a save that has ended, in milliseconds. */
const NO_MORE = 86_400_000;

/** What happens to saves, as server-sent events. Each tells how a save stands as a whole; the id is the last change of its state. */
@Injectable()
export class CommitEvents implements OnModuleDestroy {
  private readonly stopping = new Subject<void>();
  private stopped = false;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly commits: CommitService,
    @Inject(COMMIT_STORE) private readonly store: CommitStore,
  ) {}

  onModuleDestroy(): void {
    this.stopped = true;
    this.stopping.next();
  }

  /** @throws FactoryError `shutting_down`: a stream that begins now would keep the shield from ending */
  private refuseIfStopped(): void {
    if (this.stopped) throw new FactoryError('shutting_down', 'The shield is being stopped.');
  }

  /** One save: how it stands, then whatever happens to it, until it has ended. */
  async ofOne(id: string): Promise<Observable<MessageEvent>> {
    const { record: now } = await this.commits.get(id);
    this.refuseIfStopped();
    const records = this.feed.records.pipe(filter((record) => record.id === id));
    return merge(from([now]), records).pipe(
      inOrder(),
      throttleTime(PACE, undefined, { leading: true, trailing: true }),
      takeWhile((record) => !hasEnded(record), true),
      map((record) => ({ ...eventOf(record), retry: hasEnded(record) ? NO_MORE : undefined })),
      this.alive(),
    );
  }

  /**
   * All saves: those that run, and with the id of the last event that the caller has seen those that have changed
   * since; then whatever happens.
   */
  ofAll(lastEventId?: string): Observable<MessageEvent> {
    this.refuseIfStopped();
    const missed = defer(() => this.missedSince(Number(lastEventId))).pipe(concatMap((records) => records));
    return merge(missed, this.feed.records).pipe(
      groupBy(({ id }) => id, { duration: (records) => records.pipe(debounceTime(IDLE)) }),
      mergeMap((records) => records.pipe(inOrder(), throttleTime(PACE, undefined, { leading: true, trailing: true }))),
      map(eventOf),
      this.alive(),
    );
  }

  private async missedSince(moment: number): Promise<CommitRecord[]> {
    const running = await this.commits.running();
    if (!Number.isFinite(moment)) return running;
    const changed = await this.store.list({ changedSince: moment - OVERLAP }, { limit: MOST_MISSED });
    return [...running, ...changed.filter(hasEnded)].sort((a, b) => a.changedAt - b.changedAt);
  }

  /** Adds the heartbeats, and ends when the stream does or the shield is stopped. */
  private alive(): MonoTypeOperatorFunction<MessageEvent> {
    const heartbeats = interval(HEARTBEAT).pipe(map((): MessageEvent => ({ type: 'heartbeat', data: '' })));
    return (events) =>
      events.pipe(
        takeUntil(this.stopping),
        connect((shared) => merge(shared, heartbeats.pipe(takeUntil(shared.pipe(ignoreElements(), endWith(true)))))),
      );
  }
}

/** Drops what is older than what has been told already. */
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

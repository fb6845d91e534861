import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { concatMap, merge, type Observable, Subject, type Subscription } from 'rxjs';
import { CHANNEL, type Channel } from '../../platform/channel/channel.port.js';
import { CommitLedger } from '../state/commit-ledger.js';
import type { CommitRecord } from '../state/commit-record.js';
import { CommitRecords } from '../state/commit-records.js';
import { ProgressCache } from './progress-cache.js';

/** Notification between shields: a record was written, or a running commit has progressed. */
type Notification =
  | { readonly written: string }
  | Pick<CommitRecord, 'id' | 'seq' | 'attempt' | 'status' | 'statusMsg' | 'progress' | 'heardAt'>;

/** Limit on the status message in a notification, in characters. */
const MAX_MESSAGE_LENGTH = 1_000;

/** Changes of all commits, made by any shield. */
@Injectable()
export class ChangeFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ChangeFeed.name);
  private readonly arrived = new Subject<CommitRecord>();
  private readonly subscriptions: Subscription[] = [];

  /** The current version of each record, after every change and on progress. */
  readonly records: Observable<CommitRecord>;

  constructor(
    private readonly ledger: CommitLedger,
    private readonly live: ProgressCache,
    private readonly commits: CommitRecords,
    @Inject(CHANNEL) private readonly channel: Channel,
  ) {
    this.records = merge(ledger.changes, live.updates, this.arrived);
  }

  onApplicationBootstrap(): void {
    this.subscriptions.push(
      this.ledger.changes.subscribe(({ id }) => this.notify({ written: id })),
      this.live.updates.subscribe((record) => this.notify(progressOf(record))),
      this.channel.arrivals.pipe(concatMap((notification) => this.takeIn(notification))).subscribe(),
    );
  }

  onApplicationShutdown(): void {
    this.subscriptions.forEach((subscription) => subscription.unsubscribe());
  }

  private notify(notification: Notification): void {
    this.channel.notify(JSON.stringify(notification));
  }

  private async takeIn(text: string): Promise<void> {
    try {
      const notification = JSON.parse(text) as Notification;
      const written = await this.commits.find('written' in notification ? notification.written : notification.id);
      if (!written) return;
      if (!('written' in notification)) this.live.receive({ ...written, ...notification });
      this.arrived.next(this.live.newest(written));
    } catch (error) {
      this.logger.warn(error, 'invalid peer notification');
    }
  }
}

function progressOf({ id, seq, attempt, status, statusMsg, progress, heardAt }: CommitRecord): Notification {
  return { id, seq, attempt, status, statusMsg: statusMsg.slice(0, MAX_MESSAGE_LENGTH), progress, heardAt };
}

import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { concatMap, merge, type Observable, Subject, type Subscription } from 'rxjs';
import { CHANNEL, type Channel } from '../../platform/channel/channel.port.js';
import { CommitLedger } from '../state/commit-ledger.js';
import type { CommitRecord } from '../state/commit-record.js';
import { CommitRecords } from '../state/commit-records.js';
import { ProgressCache } from './progress-cache.js';

/** Notification between shields: a record was written, or a running commit has progressed. */
type News =
  | { readonly written: string }
  | Pick<CommitRecord, 'id' | 'seq' | 'attempt' | 'status' | 'statusMsg' | 'progress' | 'heardAt'>;

/** Limit on a sentence in a notification, in characters. */
const LONGEST = 1_000;

/** Changes of all commits, whichever shield makes them. */
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
    this.records = merge(ledger.changes, live.news, this.arrived);
  }

  onApplicationBootstrap(): void {
    this.subscriptions.push(
      this.ledger.changes.subscribe(({ id }) => this.tell({ written: id })),
      this.live.news.subscribe((record) => this.tell(passing(record))),
      this.channel.arrivals.pipe(concatMap((news) => this.takeIn(news))).subscribe(),
    );
  }

  onApplicationShutdown(): void {
    this.subscriptions.forEach((subscription) => subscription.unsubscribe());
  }

  private tell(news: News): void {
    this.channel.tell(JSON.stringify(news));
  }

  private async takeIn(text: string): Promise<void> {
    try {
      const news = JSON.parse(text) as News;
      const written = await this.commits.find('written' in news ? news.written : news.id);
      if (!written) return;
      if (!('written' in news)) this.live.hear({ ...written, ...news });
      this.arrived.next(this.live.newest(written));
    } catch (error) {
      this.logger.warn(error, 'news of another shield could not be read');
    }
  }
}

function passing({ id, seq, attempt, status, statusMsg, progress, heardAt }: CommitRecord): News {
  return { id, seq, attempt, status, statusMsg: statusMsg.slice(0, LONGEST), progress, heardAt };
}

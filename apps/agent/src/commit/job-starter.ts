import { AsyncResource } from 'node:async_hooks';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { COMMIT_STRATEGY, type CommitObserver, type CommitStrategy, type JobProgress } from '@image-factory/commit';
import { Keychain, type RegistryCredentials } from '@image-factory/oci';
import { FactoryError } from '@image-factory/errors';
import { inRequestContext, requestContext, Secrets } from '@image-factory/service';
import { NodeIdentity } from '../node/node-identity.js';
import { StatusOutbox } from '../shield/status-outbox.js';
import { JobJournal } from '../state/job-journal.js';
import { JobTelemetry, type TracedJob } from '../telemetry/job-telemetry.js';
import type { AcceptedCommit } from './accepted-commit.js';
import { JobReports } from './job-reports.js';
import { CommitJob, type JobWork } from './commit-job.js';

/** Starts accepted jobs. */
@Injectable()
export class JobStarter {
  private readonly logger = new Logger(JobStarter.name);

  constructor(
    @Inject(COMMIT_STRATEGY) private readonly strategy: CommitStrategy,
    private readonly keychain: Keychain,
    private readonly journal: JobJournal,
    private readonly node: NodeIdentity,
    private readonly outbox: StatusOutbox,
    private readonly secrets: Secrets,
    private readonly telemetry: JobTelemetry,
  ) {}

  /**
   * Starts a job in the context of its commit.
   *
   * @param requested credentials of the dispatch; without them, the login of the node is used
   */
  begin(commit: AcceptedCommit, requested: RegistryCredentials | undefined): CommitJob {
    return inRequestContext(commit, () => {
      const watched = this.telemetry.begin(commit.transaction);
      return watched.within(() => this.start(commit, requested, watched));
    });
  }

  private start(commit: AcceptedCommit, requested: RegistryCredentials | undefined, watched: TracedJob): CommitJob {
    const reports = new JobReports(commit, this.node.bootId, this.outbox);
    const work: JobWork = async (report, signal) => {
      const observer = this.observerOf(commit, watched, report);
      const credentials = requested ?? (await this.keychain.find(commit.reference.registry));
      const forget = this.secrets.add(secretOf(credentials));
      await this.writeJournal(commit);
      try {
        return await this.strategy.commit({ ...commit, credentials }, observer, signal);
      } finally {
        await this.eraseJournal(commit);
        forget();
      }
    };
    const job = new CommitJob(commit, reports, work);
    void job.ended.then(
      (image) => watched.succeeded(image),
      (error: unknown) => watched.failed(FactoryError.from(error).code),
    );
    return job;
  }

  private observerOf(
    { transaction, containerId }: AcceptedCommit,
    watched: TracedJob,
    report: CommitObserver['progress'],
  ): CommitObserver {
    return {
      // Sockets are shared between jobs, and call back in the context of the job that has opened them.
      progress: AsyncResource.bind((progress: JobProgress): void => {
        watched.progress(progress);
        report(progress);
      }),
      paused: watched.paused,
      stage: watched.stage,
      fellBack: (reason, sentence) => {
        watched.fellBack(reason, sentence);
        this.logger.log({ transaction, containerId, reason }, sentence);
      },
      warn: (message, cause) => {
        const facts = { transaction, containerId };
        if (cause === undefined) this.logger.warn(facts, message);
        else this.logger.error({ ...facts, err: cause }, message);
      },
    };
  }

  /** A missing journal entry does not fail the commit: it matters only if the agent is killed. */
  private async writeJournal({ transaction, attempt, containerId }: AcceptedCommit): Promise<void> {
    const entry = { ...requestContext(), transaction, attempt, containerId, bootId: this.node.bootId };
    await this.journal.write(entry).catch((error: unknown) => this.logger.warn(error, 'journal entry not written'));
  }

  private async eraseJournal({ transaction }: AcceptedCommit): Promise<void> {
    await this.journal
      .remove(transaction)
      .catch((error: unknown) => this.logger.warn(error, 'journal entry not removed'));
  }
}

function secretOf(credentials: RegistryCredentials | undefined): string | undefined {
  if (!credentials) return undefined;
  return 'identityToken' in credentials ? credentials.identityToken : credentials.password;
}

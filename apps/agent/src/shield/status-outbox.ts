import { Injectable, Logger } from '@nestjs/common';
import type { StatusReport } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { type Retry, settledWithin } from '@image-factory/resilience';
import { ReportLane } from './report-lane.js';
import { ShieldClient } from './shield.client.js';

/** Delivers reports to the shield: in order per commit, each until the shield has acknowledged it. */
@Injectable()
export class StatusOutbox {
  private readonly logger = new Logger(StatusOutbox.name);
  private readonly lanes = new Map<string, ReportLane>();

  constructor(private readonly shield: ShieldClient) {}

  post(report: StatusReport): void {
    const lane = this.lanes.get(report.transaction) ?? this.open(report.transaction);
    lane.put(report);
  }

  /** The end reports that the shield has not acknowledged yet. */
  unacknowledgedEnds(): StatusReport[] {
    return [...this.lanes.values()].flatMap(({ ends }) => ends);
  }

  /** Retries all reports now, because the shield is reachable again. */
  hurry(): void {
    this.lanes.forEach((lane) => lane.hurry());
  }

  /** Drains the reports; drops the rest after a limit in milliseconds. */
  async close(limitMs: number): Promise<void> {
    this.hurry();
    const settled = [...this.lanes.values()].map((lane) => lane.settled());
    await settledWithin(Promise.all(settled), limitMs);
    this.lanes.forEach((lane) => lane.close());
  }

  private open(transaction: string): ReportLane {
    const lane = new ReportLane(
      (report, retry) => this.deliver(report, retry),
      () => this.lanes.delete(transaction),
    );
    this.lanes.set(transaction, lane);
    return lane;
  }

  private async deliver(report: StatusReport, retry: Retry): Promise<boolean> {
    try {
      await this.shield.report(report);
      return true;
    } catch (error) {
      const { logText: reason, retryable } = FactoryError.from(error);
      const { transaction, status } = report;
      if (retryable) this.logger.debug({ transaction, status, reason }, `report not acknowledged, ${retry.toString()}`);
      else this.logger.warn({ transaction, status, reason }, 'report dropped');
      return !retryable;
    }
  }
}

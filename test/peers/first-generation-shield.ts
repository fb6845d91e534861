import type { AgentRegistration, StatusReport } from '@image-factory/contracts';
import { until } from '../../sandbox/until.js';
import { type Call, JsonServer, type Reply } from './json-server.js';

/**
 * A first-generation shield as deployed in the field: it supports only the calls and fields of the first
 * implementation.
 */
export class FirstGenerationShield extends JsonServer {
  static start(): Promise<FirstGenerationShield> {
    return new FirstGenerationShield().listen();
  }

  private constructor() {
    super();
  }

  get registrations(): AgentRegistration[] {
    return this.bodies('/v1/agent/register');
  }

  get reports(): StatusReport[] {
    return this.bodies('/v1/commit/status');
  }

  /** The reported states of a transaction, in order, without consecutive duplicates. */
  states(transaction: string): string[] {
    const states = this.reports.filter((report) => report.transaction === transaction).map(({ status }) => status);
    return states.filter((status, index) => status !== states[index - 1]);
  }

  /** Waits until a transaction has ended, and returns its final report. */
  async ended(transaction: string): Promise<StatusReport> {
    const end = () =>
      this.reports.find(
        ({ transaction: id, status }) => id === transaction && ['SUCCEEDED', 'FAILED'].includes(status),
      );
    await until(`the end of ${transaction}`, 60, () => end() !== undefined);
    return end()!;
  }

  /** Clears the received reports. */
  forget(): void {
    this.calls.length = 0;
  }

  protected override reply({ method, path }: Call): Reply {
    switch (`${method} ${path}`) {
      case 'POST /v1/agent/register':
        return [201, { success: true, msg: '' }];
      case 'PUT /v1/commit/status':
        return [200, { success: true, msg: '' }];
      default:
        return [404, { statusCode: 404, message: `Cannot ${method} ${path}` }];
    }
  }
}

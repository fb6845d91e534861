import { type Call, JsonServer, type Reply } from './json-server.js';

/** A shield that records the agents' calls. */
export class RecordingShield extends JsonServer {
  /** Whether it accepts registrations. */
  open = true;

  static start(): Promise<RecordingShield> {
    return new RecordingShield().listen();
  }

  private constructor() {
    super();
  }

  /** The registrations received so far. */
  get registrations(): Call[] {
    return this.calls.filter(({ path }) => path === '/v1/agent/register');
  }

  /** The reports received so far for a transaction. */
  reports(transaction: string): Call[] {
    return this.calls.filter(
      ({ path, body }) => path === '/v1/commit/status' && (body as { transaction: string }).transaction === transaction,
    );
  }

  protected override reply({ method, path }: Call): Reply {
    switch (`${method} ${path}`) {
      case 'POST /v1/agent/register':
        return [201, { success: this.open, msg: 'ok' }];
      case 'PUT /v1/commit/status':
        return [200, { success: true, msg: 'ok' }];
      default:
        return [404, { success: false, msg: 'no such route' }];
    }
  }
}

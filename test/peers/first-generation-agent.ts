import type { Envelope } from '@image-factory/contracts';
import { JsonClient } from '../../sandbox/json-client.js';
import { type Call, JsonServer, type Reply } from './json-server.js';

/** The commit request of a first-generation shield; a first-generation agent supports no other fields. */
export interface FirstGenerationOrder {
  readonly transaction: string;
  readonly container: string;
  readonly image: string;
  readonly author: string;
  readonly note: string;
  readonly hub_user: string;
  readonly hub_pwd: string;
  readonly hub_addr: string;
}

/**
 * A first-generation agent as deployed in the field: it supports only the calls and fields of the first implementation.
 */
export class FirstGenerationAgent extends JsonServer {
  /** The answer of `/health`. */
  healthy = true;
  readonly #shield: JsonClient;

  static async start(shield: { address: string }, host: string): Promise<FirstGenerationAgent> {
    return new FirstGenerationAgent(shield.address).listen(host);
  }

  private constructor(shield: string) {
    super();
    this.#shield = new JsonClient(shield);
  }

  /** The commit requests that it received. */
  get orders(): FirstGenerationOrder[] {
    return this.bodies('/v1/commit/async');
  }

  register(ip: string) {
    return this.#shield.post<Envelope>('/v1/agent/register', { ip, address: this.address });
  }

  report(transaction: string, status: string, status_msg = status.toLowerCase()) {
    return this.#shield.put<Envelope>('/v1/commit/status', { transaction, status, status_msg });
  }

  protected override reply({ method, path, query }: Call): Reply {
    switch (`${method} ${path}`) {
      case 'GET /health':
        return [this.healthy ? 200 : 500, { success: this.healthy, msg: 'ok' }];
      case 'GET /v1/commit/size':
        return query.get('container') === 'known'
          ? [200, { success: true, size: 4711, msg: '' }]
          : [200, { success: false, size: 0, msg: 'no such container' }];
      case 'POST /v1/commit/async':
        return [200, { success: true, msg: '' }];
      default:
        return [404, { statusCode: 404, message: `Cannot ${method} ${path}` }];
    }
  }
}

import { AGENT_FEATURES } from '@image-factory/contracts';
import { JsonClient } from '../../sandbox/json-client.js';
import { type Call, JsonServer, type Reply } from './json-server.js';

const ID = 'a'.repeat(64);

/** An agent that accepts every commit, ends a commit only when it is cancelled, and records the shield's calls. */
export class RecordingAgent extends JsonServer {
  readonly #shield: JsonClient;

  /** @param token the agent token, if the shield requires one */
  static async start(shield: { address: string }, ip: string, token?: string): Promise<RecordingAgent> {
    return new RecordingAgent(shield.address, ip, token).listen(ip);
  }

  private constructor(
    shield: string,
    private readonly ip: string,
    token?: string,
  ) {
    super();
    this.#shield = new JsonClient(shield, token === undefined ? {} : { authorization: `Bearer ${token}` });
  }

  /** @param bootId a changed value means that the agent was restarted */
  async register(bootId: string): Promise<void> {
    const { ip, address } = this;
    const fields = { node_id: `node-${ip}`, boot_id: bootId, version: '1.0.0', features: AGENT_FEATURES, running: [] };
    await this.#shield.post('/v1/agent/register', { ip, address, ...fields });
  }

  protected override reply({ method, path, query, body }: Call): Reply {
    switch (`${method} ${path}`) {
      case 'GET /health':
        return [200, { success: true, msg: 'ok' }];
      case 'GET /v1/commit/size':
        return [200, { success: true, size: 4711, msg: 'ok' }];
      case 'GET /v1/container/identity':
        return [200, { success: true, msg: 'ok', id: `${query.get('container')}-${ID}` }];
      case 'GET /v1/container/list':
        return [200, { success: true, msg: 'ok', containers: [] }];
      case 'POST /v1/commit/async':
        return [200, { success: true, msg: 'accepted', boot_id: 'boot-1' }];
      case 'POST /v1/commit/cancel':
        void this.#reportCancelled(body as { transaction: string });
        return [200, { success: true, msg: 'cancelled' }];
      default:
        return [404, { success: false, msg: 'no such route', error_code: 'not_found' }];
    }
  }

  #reportCancelled({ transaction }: { transaction: string }) {
    const report = {
      transaction,
      attempt: 1,
      seq: 1,
      status: 'FAILED',
      status_msg: 'cancelled',
      error_code: 'cancelled',
    };
    return this.#shield.put('/v1/commit/status', report);
  }
}

import { JsonClient } from '../../sandbox/json-client.js';
import { type Call, JsonServer, type Reply } from './json-server.js';

/** An agent that commits nothing: commits fail immediately, except for containers named `held-…`, which never end. */
export class QuickAgent extends JsonServer {
  readonly #shield: JsonClient;

  static async start(shield: { address: string }, ip: string): Promise<QuickAgent> {
    const agent = await new QuickAgent(shield.address).listen(ip);
    await agent.#shield.post('/v1/agent/register', { ip, address: agent.address, boot_id: 'boot-1' });
    return agent;
  }

  private constructor(shield: string) {
    super();
    this.#shield = new JsonClient(shield);
  }

  protected override reply({ method, path, query, body }: Call): Reply {
    switch (`${method} ${path}`) {
      case 'GET /health':
        return [200, { success: true, msg: 'ok' }];
      case 'GET /v1/commit/size':
        return [200, { success: true, size: 4711, msg: 'ok' }];
      case 'GET /v1/container/identity':
        return [200, { success: true, msg: 'ok', id: `id-of-${query.get('container')}` }];
      case 'POST /v1/commit/async':
        this.#fail(body as { transaction: string; attempt: number; container: string });
        return [200, { success: true, msg: 'accepted', boot_id: 'boot-1' }];
      default:
        return [404, { statusCode: 404, message: `Cannot ${method} ${path}` }];
    }
  }

  #fail({ transaction, attempt, container }: { transaction: string; attempt: number; container: string }): void {
    if (container.startsWith('held-')) return;
    const report = {
      transaction,
      attempt,
      seq: 1,
      status: 'FAILED',
      status_msg: 'failed',
      error_code: 'engine_failed',
    };
    void this.#shield.put('/v1/commit/status', report);
  }
}

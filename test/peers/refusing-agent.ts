import { JsonServer, type Reply, type Call } from './json-server.js';

/** A healthy agent that accepts no commit: the shield retries the dispatch. */
export class RefusingAgent extends JsonServer {
  static start(): Promise<RefusingAgent> {
    return new RefusingAgent().listen();
  }

  private constructor() {
    super();
  }

  protected override reply({ path }: Call): Reply {
    return path === '/health' ? [200, { success: true, msg: 'ok' }] : [503, 'busy'];
  }
}

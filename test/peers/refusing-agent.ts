import { JsonServer, type Reply, type Call } from './json-server.js';

/** An agent that is well and takes no save: whoever hands it one over tries again. */
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

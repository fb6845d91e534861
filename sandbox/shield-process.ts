import { Part } from './part.js';
import { type ServiceOptions, ServiceProcess, type Settings } from './service-process.js';
import { ShieldClient } from './shield-client.js';

/** A shield process. Its database is in its folder unless configured otherwise. */
export class ShieldProcess extends ServiceProcess {
  readonly #token: Settings[string] | undefined;

  static start(options: ServiceOptions = {}): Promise<ShieldProcess> {
    return Part.launch(new ShieldProcess(options));
  }

  private constructor(options: ServiceOptions) {
    super('shield', options);
    this.#token = options.configuration?.api_token;
  }

  /** Base URL of the shield. */
  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A platform's client for it, with the first of its tokens if it requires one. */
  get client(): ShieldClient {
    const [token] = String(this.#token ?? '').split(',');
    return new ShieldClient(this.address, token?.trim());
  }

  protected override settings(port: number): Settings {
    return { port };
  }

  protected override async answers(): Promise<boolean> {
    return (await this.client.get('/health/live')).status === 200;
  }
}

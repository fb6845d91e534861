/** An HTTP response. */
export interface Answer<T = unknown> {
  /** HTTP status code. */
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON, or the text if it is not JSON. */
  readonly body: T;
}

/** JSON client for one HTTP server; returns responses with any status code and never throws for a status. */
export class JsonClient {
  /**
   * @param address scheme, host and port
   * @param headers sent with every request
   */
  constructor(
    readonly address: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  get<T = unknown>(path: string): Promise<Answer<T>> {
    return this.send<T>('GET', path);
  }

  post<T = unknown>(path: string, body: unknown): Promise<Answer<T>> {
    return this.send<T>('POST', path, JSON.stringify(body));
  }

  put<T = unknown>(path: string, body: unknown): Promise<Answer<T>> {
    return this.send<T>('PUT', path, JSON.stringify(body));
  }

  /** Sends a raw body, well-formed or not. */
  async send<T = unknown>(
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(this.address + path, {
      method,
      body,
      headers: { ...type, ...this.headers, ...headers },
    });
    return { status: response.status, headers: response.headers, body: parse(await response.text()) as T };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

import { createSign, randomUUID, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A recorded token request. */
export interface TokenQuestion {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly parameters: URLSearchParams;
}

/** Issues tokens that `docker-registry` accepts, signed with the key of a certificate. */
export class TokenServer {
  /** Every request so far. */
  readonly questions: TokenQuestion[] = [];
  /** Lifetime of the next tokens in seconds; negative for expired ones. */
  lifetime = 300;
  /** Status code of all responses; refuses every request unless it is 200. */
  status = 200;
  private readonly server: Server;

  private constructor(
    private readonly certificate: string,
    private readonly key: string,
  ) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** @param files of the certificate and its key */
  static async start(certificate: string, key: string): Promise<TokenServer> {
    const server = new TokenServer(await readFile(certificate, 'utf8'), await readFile(key, 'utf8'));
    await once(server.server.listen(0, '127.0.0.1'), 'listening');
    return server;
  }

  /** Address of token requests. */
  get realm(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/token`;
  }

  /** Stops the server and closes all its connections. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += String(part);
    const parameters = body ? new URLSearchParams(body) : new URL(request.url!, 'http://x').searchParams;
    this.questions.push({ method: request.method!, authorization: request.headers.authorization, parameters });
    response.writeHead(this.status, { 'content-type': 'application/json' });
    const scopes = parameters.getAll('scope').flatMap((scope) => scope.split(' '));
    response.end(JSON.stringify({ token: this.token(scopes), expires_in: 300 }));
  }

  private token(scopes: readonly string[]): string {
    const now = Math.floor(Date.now() / 1000);
    const access = scopes.map((scope) => {
      const [type, name, actions] = scope.split(':');
      return { type, name, actions: actions!.split(',') };
    });
    const claims = { iss: 'test issuer', sub: 'somebody', aud: 'test service', jti: randomUUID(), access };
    const times = { iat: now - 600, nbf: now - 600, exp: now + this.lifetime };
    const header = { typ: 'JWT', alg: 'RS256', x5c: [new X509Certificate(this.certificate).raw.toString('base64')] };
    const [head, load] = [header, { ...claims, ...times }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = createSign('sha256').update(`${head}.${load}`).sign(this.key).toString('base64url');
    return `${head}.${load}.${signature}`;
  }
}

import { FactoryError } from '@image-factory/errors';
import { fallback, finite, minValue, nullish, number, object, pipe, string } from 'valibot';
import { type RegistryCredentials, secretsOf } from '../credentials/keychain.js';
import { readJson } from '../json/read-json.js';
import type { AuthChallenge } from './auth-challenge.js';
import type { RegistryConnection, WireAnswer } from './registry-connection.js';
import { readBody } from './answer-body.js';
import { answerFailure, connectionFailure } from './registry-failure.js';

/** Client id for token servers. */
const CLIENT_ID = 'image-factory';
/** Lifetime of a token without an explicit one, in ms; the default of the distribution specification. */
const DEFAULT_LIFETIME = 60_000;
/** A token is renewed this long before it expires, in ms, to cover the duration of a request. */
const MARGIN = 10_000;

/** The used part of a token server's response; the lifetime is in seconds. */
const TokenSchema = object({
  token: nullish(string()),
  access_token: nullish(string()),
  expires_in: fallback(nullish(pipe(number(), finite(), minValue(0))), undefined),
});

interface Token {
  readonly value: string;
  readonly until: number;
}

/** Authenticates to one registry as it demands: anonymously, by Basic, or by Bearer with tokens of its token server. */
export class RegistryLogin {
  private challenge: AuthChallenge | undefined;
  private readonly tokens = new Map<string, Token>();

  constructor(
    private readonly registry: string,
    private readonly connection: RegistryConnection,
    private readonly credentials: RegistryCredentials | undefined,
    private readonly insecure: boolean,
  ) {}

  /** Secrets to remove from all messages. */
  get secrets(): string[] {
    return secretsOf(this.credentials);
  }

  /** Selects the strongest supported scheme of a registry's challenges. */
  ask(challenges: readonly AuthChallenge[]): void {
    this.challenge =
      challenges.find(({ scheme }) => scheme === 'bearer') ??
      challenges.find(({ scheme }) => scheme === 'basic') ??
      this.challenge;
  }

  /** Drops the token of these scopes: the registry does not accept it any more. */
  forget(scopes: readonly string[]): void {
    this.tokens.delete(scopes.join(' '));
  }

  /**
   * The value of `Authorization` for a request; undefined sends none.
   *
   * @throws FactoryError `registry_*` if the token server refuses or fails
   */
  async authorization(scopes: readonly string[], signal: AbortSignal): Promise<string | undefined> {
    if (this.challenge?.scheme === 'basic') return this.basic();
    if (this.challenge?.scheme !== 'bearer') return undefined;
    const known = this.tokens.get(scopes.join(' '));
    if (known && known.until > Date.now()) return `Bearer ${known.value}`;
    const token = await this.fetchToken(this.challenge.parameters, scopes, signal);
    this.tokens.set(scopes.join(' '), token);
    return `Bearer ${token.value}`;
  }

  private basic(): string | undefined {
    if (!this.credentials || !('password' in this.credentials)) return undefined;
    const { username, password } = this.credentials;
    return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }

  private async fetchToken(
    { realm, service }: Readonly<Record<string, string>>,
    scopes: readonly string[],
    signal: AbortSignal,
  ): Promise<Token> {
    if (!realm || !URL.canParse(realm)) {
      throw new FactoryError('registry_unsupported', `The registry ${this.registry} names no token server.`);
    }
    const url = new URL(realm);
    if (this.credentials && url.protocol !== 'https:' && !this.insecure) {
      const sentence = `The registry ${this.registry} requests a login at an address without HTTPS.`;
      throw new FactoryError('registry_insecure', sentence);
    }
    const answer = await this.askTokenServer(url, service, scopes, signal);
    const text = String(await readBody(`${this.registry} (its token server)`, answer));
    if (answer.statusCode !== 200) {
      throw answerFailure(this.registry, 'the login', 'ask', { ...answer, body: text }, this.secrets);
    }
    return this.readToken(text);
  }

  private async askTokenServer(
    url: URL,
    service: string | undefined,
    scopes: readonly string[],
    signal: AbortSignal,
  ): Promise<WireAnswer> {
    const form = new URLSearchParams(service ? { service } : {});
    try {
      if (this.credentials && 'identityToken' in this.credentials) {
        form.set('grant_type', 'refresh_token');
        form.set('client_id', CLIENT_ID);
        form.set('scope', scopes.join(' '));
        form.set('refresh_token', this.credentials.identityToken);
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        return await this.connection.send({ method: 'POST', url, headers, body: form.toString() }, signal);
      }
      for (const scope of scopes) form.append('scope', scope);
      for (const [name, value] of form) url.searchParams.append(name, value);
      const authorization = this.basic();
      const headers: Record<string, string> = authorization ? { authorization } : {};
      return await this.connection.send({ method: 'GET', url, headers }, signal);
    } catch (error) {
      throw connectionFailure(`${this.registry} (its token server ${url.host})`, error, signal);
    }
  }

  private readToken(text: string): Token {
    const answer = readJson(TokenSchema, text);
    const value = answer?.token || answer?.access_token;
    if (!value) {
      throw new FactoryError('registry_unsupported', `The token server of ${this.registry} answered without a token.`);
    }
    const lifetime = answer?.expires_in ? answer.expires_in * 1000 : DEFAULT_LIFETIME;
    return { value, until: Date.now() + lifetime - Math.min(MARGIN, lifetime / 4) };
  }
}

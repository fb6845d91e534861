import { FactoryError } from '@image-factory/errors';
import { registryHost } from '../reference/registry-host.js';
import type { CredentialSource } from './credential-source.port.js';
import type { RegistryCredentials } from './registry-credentials.js';

/** What a request to save says about the registry; absent and empty are the same. */
export interface RequestLogin {
  /** hub_user */
  readonly username?: string;
  /** hub_pwd */
  readonly password?: string;
  /** hub_addr: address of the registry, with or without scheme and path. */
  readonly address?: string;
}

/** Credentials that came with a request. They serve that request alone. */
export class RequestCredentials implements CredentialSource {
  constructor(private readonly login: RequestLogin) {}

  /**
   * @throws FactoryError `registry_mismatch` when the address is another registry's, `credentials_incomplete`
   *   when user or password is missing, `invalid_request` when the address is none
   */
  find(registry: string): Promise<RegistryCredentials | undefined> {
    return Promise.resolve().then(() => {
      this.checkAddress(registry);
      return this.credentials();
    });
  }

  private checkAddress(registry: string): void {
    const { address } = this.login;
    if (!address) return;
    const host = registryHost(address);
    if (host === undefined) {
      throw new FactoryError('invalid_request', 'hub_addr must be the address of a registry, without a login in it.');
    }
    if (host !== registryHost(registry)) {
      throw new FactoryError(
        'registry_mismatch',
        `hub_addr names the registry ${host}, but the image belongs to the registry ${registry}.`,
      );
    }
  }

  private credentials(): RegistryCredentials | undefined {
    const { username, password } = this.login;
    if (!username && !password) return undefined;
    if (!password) throw new FactoryError('credentials_incomplete', 'hub_user is given, but hub_pwd is missing.');
    if (!username) throw new FactoryError('credentials_incomplete', 'hub_pwd is given, but hub_user is missing.');
    return { username, password };
  }
}

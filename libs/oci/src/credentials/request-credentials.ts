import { FactoryError } from '@image-factory/errors';
import { registryHost } from '../reference/registry-host.js';
import type { CredentialSource, RegistryCredentials } from './keychain.js';

/** Registry login of a request; absent and empty are equivalent. */
export interface RequestLogin {
  /** hub_user */
  readonly username?: string;
  /** hub_pwd */
  readonly password?: string;
  /** hub_addr: address of the registry, with or without scheme and path. */
  readonly address?: string;
}

/** Credentials of a request. Used for that request only. */
export class RequestCredentials implements CredentialSource {
  constructor(private readonly login: RequestLogin) {}

  /**
   * Ignores an incomplete login, as in the first implementation: the docker login of the node applies. Without a login,
   * the address has no effect.
   *
   * @throws FactoryError `registry_mismatch` if the login is for another registry, `invalid_request` if the address is
   *   invalid
   */
  find(registry: string): Promise<RegistryCredentials | undefined> {
    return Promise.resolve().then(() => {
      const { username, password } = this.login;
      const host = this.host();
      if (!username || !password) return undefined;
      if (host !== undefined && host !== registryHost(registry)) {
        throw new FactoryError(
          'registry_mismatch',
          `hub_addr names the registry ${host}, but the image belongs to the registry ${registry}.`,
        );
      }
      return { username, password };
    });
  }

  /** @throws FactoryError `credentials_incomplete` if only one of user and password is given */
  demandWhole(): void {
    const { username, password } = this.login;
    if (username && !password) {
      throw new FactoryError('credentials_incomplete', 'hub_user is given, but hub_pwd is missing.');
    }
    if (password && !username) {
      throw new FactoryError('credentials_incomplete', 'hub_pwd is given, but hub_user is missing.');
    }
  }

  private host(): string | undefined {
    const { address } = this.login;
    if (!address) return undefined;
    const host = registryHost(address);
    if (host !== undefined) return host;
    throw new FactoryError('invalid_request', 'hub_addr must be the address of a registry, without a login in it.');
  }
}

import type { CommitRequest } from '@image-factory/contracts';
import type { CommitRecord } from './commit-record.js';
import type { SecretBox } from './secret-box.js';

/** Registry credentials of a request. */
export type SentCredentials = Pick<CommitRequest, 'hub_user' | 'hub_pwd' | 'hub_addr'>;

/** Encrypts the credentials of a request and keeps them in the record until the commit has ended. */
export class CredentialVault {
  constructor(private readonly box: SecretBox) {}

  /** @returns undefined without credentials */
  seal({ hub_user, hub_pwd, hub_addr }: SentCredentials, id: string): string | undefined {
    if (hub_user === undefined && hub_pwd === undefined && hub_addr === undefined) return undefined;
    return this.box.seal(JSON.stringify({ hub_user, hub_pwd, hub_addr }), id);
  }

  /** @throws Error if they were encrypted with another key */
  open({ id, credentials }: CommitRecord): SentCredentials {
    return credentials === undefined ? {} : (JSON.parse(this.box.open(credentials, id)) as SentCredentials);
  }
}

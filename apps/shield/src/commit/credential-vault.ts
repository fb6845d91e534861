import type { CommitRequest } from '@image-factory/contracts';
import type { CommitRecord } from './commit-record.js';
import type { SecretBox } from './secret-box.js';

/** What a save was sent for its registry. */
export type SentCredentials = Pick<CommitRequest, 'hub_user' | 'hub_pwd' | 'hub_addr'>;

/** Keeps the credentials that were sent with a save, sealed in its record until it has ended. */
export class CredentialVault {
  constructor(private readonly box: SecretBox) {}

  /** @returns undefined when nothing was sent */
  seal({ hub_user, hub_pwd, hub_addr }: SentCredentials, id: string): string | undefined {
    if (hub_user === undefined && hub_pwd === undefined && hub_addr === undefined) return undefined;
    return this.box.seal(JSON.stringify({ hub_user, hub_pwd, hub_addr }), id);
  }

  /** @throws Error when they were sealed under another key */
  open({ id, credentials }: CommitRecord): SentCredentials {
    return credentials === undefined ? {} : (JSON.parse(this.box.open(credentials, id)) as SentCredentials);
  }
}

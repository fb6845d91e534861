import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { CommitRequest } from '@image-factory/contracts';
import type { CommitRecord } from './commit-record.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts small secrets with AES-256-GCM. A secret encrypted for one owner cannot be decrypted for another. */
export class SecretBox {
  private readonly key: Buffer;

  /** @param secret key material of any length; 32 random bytes are best */
  constructor(secret: string | Buffer) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'image-factory credentials', 32));
  }

  /** @returns base64 of nonce, tag and ciphertext */
  seal(text: string, owner: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(owner));
    const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64');
  }

  /** @throws Error if it was encrypted with another key or for another owner, or was modified */
  open(sealed: string, owner: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
    return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  }
}

/** Registry credentials of a request. */
type SentCredentials = Pick<CommitRequest, 'hub_user' | 'hub_pwd' | 'hub_addr'>;

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

import { createHash, randomBytes } from 'node:crypto';
import { ImageReference } from '@image-factory/oci';

/** Repositories on the node, never pushed, of running commits. Recovery after an upgrade depends on their names. */
export const COMMITTED = 'localhost/image-factory/saving';
export const PREVIOUS = 'localhost/image-factory/previous';
export const RAW = 'localhost/image-factory/raw';

/** Prefix of the names of containers that commits create. */
export const CONTAINER = 'image-factory.';

const TAG = /^([a-f0-9]{8})\.[a-f0-9]{8}\.([a-f0-9]{16})\.[a-zA-Z0-9_.-]+$/;
const READABLE_TRANSACTION = /^[a-zA-Z0-9_.-]{1,64}$/;

/**
 * The tag of a commit's images on the node. It encodes the commit's owner and push target, so that recovery after a
 * kill needs no other record.
 */
export class CommitTag {
  private constructor(readonly tag: string) {}

  /**
   * @param owner the agent: several may share a runtime, and each handles only its own images
   * @param transaction id of the commit, for people who inspect the images
   */
  static make(owner: string, reference: ImageReference, transaction: string): CommitTag {
    const readable = READABLE_TRANSACTION.test(transaction) ? transaction : hash(transaction, 32);
    const unique = randomBytes(4).toString('hex');
    return new CommitTag(`${hash(owner, 8)}.${unique}.${hash(reference.toString(), 16)}.${readable}`);
  }

  /** @returns undefined unless the name is one of this owner's marked images in the repository */
  static read(owner: string, repository: string, name: string): CommitTag | undefined {
    if (!name.startsWith(`${repository}:`)) return undefined;
    const tag = name.slice(repository.length + 1);
    return TAG.exec(tag)?.[1] === hash(owner, 8) ? new CommitTag(tag) : undefined;
  }

  /** @returns undefined unless the name is one of this owner's marked containers */
  static ofContainer(owner: string, name: string): CommitTag | undefined {
    return name.startsWith(CONTAINER)
      ? CommitTag.read(owner, COMMITTED, `${COMMITTED}:${name.slice(CONTAINER.length)}`)
      : undefined;
  }

  /** Name of the committed image. */
  get committed(): string {
    return `${COMMITTED}:${this.tag}`;
  }

  /** Name that keeps a user's image whose own name the commit has borrowed. */
  get previous(): string {
    return `${PREVIOUS}:${this.tag}`;
  }

  /** Name of the committed image before its redaction. */
  get raw(): string {
    return `${RAW}:${this.tag}`;
  }

  /** Name of the intermediate container. */
  get container(): string {
    return `${CONTAINER}${this.tag}`;
  }

  /** Whether the commit is pushed to this reference. */
  isFor(reference: ImageReference): boolean {
    return TAG.exec(this.tag)?.[2] === hash(reference.toString(), 16);
  }
}

function hash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

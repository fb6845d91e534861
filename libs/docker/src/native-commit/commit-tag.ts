import { createHash, randomBytes } from 'node:crypto';
import { ImageReference } from '@image-factory/oci';

/** Repositories on the node, never pushed, that hold what a running save needs. */
export const SAVING = 'localhost/image-factory/saving';
export const PREVIOUS = 'localhost/image-factory/previous';
export const RAW = 'localhost/image-factory/raw';

/** What the names of containers begin with that saves make. */
export const CONTAINER = 'image-factory.';

const TAG = /^([a-f0-9]{8})\.[a-f0-9]{8}\.([a-f0-9]{16})\.[a-zA-Z0-9_.-]+$/;
const READABLE_TRANSACTION = /^[a-zA-Z0-9_.-]{1,64}$/;

/**
 * The tag under which a save keeps its images on the node while it runs. It tells whose save it is and which
 * reference it is pushed to, so that what a killed agent leaves behind can be put right without any other record.
 */
export class CommitTag {
  private constructor(readonly tag: string) {}

  /**
   * @param owner the agent: several may share an engine, and none touches another's images
   * @param transaction id of the save, for people who look at the images
   */
  static make(owner: string, reference: ImageReference, transaction: string): CommitTag {
    const readable = READABLE_TRANSACTION.test(transaction) ? transaction : hash(transaction, 32);
    const unique = randomBytes(4).toString('hex');
    return new CommitTag(`${hash(owner, 8)}.${unique}.${hash(reference.toString(), 16)}.${readable}`);
  }

  /** @returns undefined when the name is not one of this owner's marked images in the repository */
  static read(owner: string, repository: string, name: string): CommitTag | undefined {
    if (!name.startsWith(`${repository}:`)) return undefined;
    const tag = name.slice(repository.length + 1);
    return TAG.exec(tag)?.[1] === hash(owner, 8) ? new CommitTag(tag) : undefined;
  }

  /** @returns undefined when the name is not one of this owner's marked containers */
  static ofContainer(owner: string, name: string): CommitTag | undefined {
    return name.startsWith(CONTAINER)
      ? CommitTag.read(owner, SAVING, `${SAVING}:${name.slice(CONTAINER.length)}`)
      : undefined;
  }

  /** Name of the image that the container has become. */
  get saving(): string {
    return `${SAVING}:${this.tag}`;
  }

  /** Name that keeps an image of the user's whose own name the save has borrowed. */
  get previous(): string {
    return `${PREVIOUS}:${this.tag}`;
  }

  /** Name of the image that the container has become when more is to be done with it. */
  get raw(): string {
    return `${RAW}:${this.tag}`;
  }

  /** Name of a container that the save makes on its way. */
  get container(): string {
    return `${CONTAINER}${this.tag}`;
  }

  /** Whether the save is pushed to this reference. */
  isFor(reference: ImageReference): boolean {
    return TAG.exec(this.tag)?.[2] === hash(reference.toString(), 16);
  }
}

function hash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

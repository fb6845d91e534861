import { MAX_EXTENDED_BYTES } from './entry-path.js';

export const XATTR = 'SCHILY.xattr.';
/** Attributes of a nested overlayfs, of a runtime inside the container, are meaningless in an image. */
const INNER_OVERLAY = `${XATTR}user.overlay.`;
/** Attributes of the container's own overlayfs are evaluated and removed. */
const OUTER_OVERLAY = `${XATTR}trusted.overlay.`;
/** Limit on a key including its length field: attribute names have at most 255 bytes. */
const MAX_KEY_BYTES = 512;

/**
 * Incrementally parses the records of an extended header: `length key=value\n`. Keeps bytes unchanged. Attributes
 * beyond the limit of runtimes are counted, but not kept.
 */
export class ExtendedHeader {
  readonly records = new Map<string, string>();
  /** Total bytes of all attributes in the format of an extended header. */
  attributeBytes = 0;
  private left: number;
  private pending: Buffer = Buffer.alloc(0);
  private value: { readonly key: string; readonly parts: Buffer[] | undefined; left: number } | undefined;

  /** @param size in bytes, without padding */
  constructor(size: number) {
    this.left = size;
  }

  /** Whether runtimes refuse an archive with these attributes. */
  get isTooLarge(): boolean {
    return this.attributeBytes > MAX_EXTENDED_BYTES;
  }

  /** Parses the next bytes. @throws Error if they are no valid records */
  append(piece: Buffer): void {
    this.left -= piece.length;
    for (let at = 0; at < piece.length;) {
      at += this.value ? this.takeValue(this.value, piece.subarray(at)) : this.takeKey(piece.subarray(at));
    }
    if (this.left <= 0 && (this.value || this.pending.length > 0)) throw broken();
  }

  /** @returns the number of consumed bytes */
  private takeKey(piece: Buffer): number {
    const before = this.pending.length;
    const head = Buffer.concat([this.pending, piece.subarray(0, MAX_KEY_BYTES)]);
    const [space, equals] = [head.indexOf(0x20), head.indexOf(0x3d)];
    if (equals < 0) {
      if (head.length > MAX_KEY_BYTES) throw broken();
      this.pending = head;
      return piece.length;
    }
    const length = Number(head.toString('latin1', 0, space));
    // The value and a line feed follow.
    const left = length - equals - 1;
    if (space < 0 || space > equals || !(left >= 1)) throw broken();
    this.pending = Buffer.alloc(0);
    this.value = this.start(head.toString('latin1', space + 1, equals), length, left);
    return equals + 1 - before;
  }

  private start(key: string, length: number, left: number): NonNullable<typeof this.value> {
    if (key.startsWith(INNER_OVERLAY)) return { key, parts: undefined, left };
    if (key.startsWith(XATTR) && !key.startsWith(OUTER_OVERLAY)) this.attributeBytes += length;
    return { key, parts: this.isTooLarge && key.startsWith(XATTR) ? undefined : [], left };
  }

  /** @returns the number of consumed bytes */
  private takeValue(value: NonNullable<typeof this.value>, piece: Buffer): number {
    const part = piece.subarray(0, value.left);
    value.parts?.push(Buffer.from(part));
    value.left -= part.length;
    if (value.left === 0) {
      if (value.parts) {
        const content = Buffer.concat(value.parts);
        this.records.set(value.key, content.toString('latin1', 0, content.length - 1));
      }
      this.value = undefined;
    }
    return part.length;
  }
}

function broken(): Error {
  return new Error('A tar header is broken.');
}

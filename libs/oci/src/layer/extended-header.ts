import { MAX_EXTENDED_BYTES } from './unsupported-path.js';

export const XATTR = 'SCHILY.xattr.';
/** Attributes of the overlayfs of an engine that runs in the container mean nothing in an image. */
const INNER_OVERLAY = `${XATTR}user.overlay.`;
/** Attributes of the overlayfs of the container itself are read, and stay on the node. */
const OUTER_OVERLAY = `${XATTR}trusted.overlay.`;
/** The longest key and its length: names of attributes have 255 bytes at most. */
const MAX_KEY_BYTES = 512;

/**
 * Reads the records of an extended header piece by piece: `length key=value\n`. Bytes stay bytes. Attributes beyond what
 * engines read are counted, not kept.
 */
export class ExtendedHeader {
  readonly records = new Map<string, string>();
  /** Bytes of all the attributes, as an extended header holds them. */
  attributeBytes = 0;
  private left: number;
  private pending: Buffer = Buffer.alloc(0);
  private value: { readonly key: string; readonly parts: Buffer[] | undefined; left: number } | undefined;

  /** @param size in bytes, without padding */
  constructor(size: number) {
    this.left = size;
  }

  /** Whether engines refuse an archive with attributes like these. */
  get isTooLarge(): boolean {
    return this.attributeBytes > MAX_EXTENDED_BYTES;
  }

  /** Takes the next bytes. @throws Error if they are no records */
  append(piece: Buffer): void {
    this.left -= piece.length;
    for (let at = 0; at < piece.length;) {
      at += this.value ? this.takeValue(this.value, piece.subarray(at)) : this.takeKey(piece.subarray(at));
    }
    if (this.left <= 0 && (this.value || this.pending.length > 0)) throw broken();
  }

  /** @returns bytes taken */
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

  /** @returns bytes taken */
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

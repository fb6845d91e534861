import { FactoryError } from '@image-factory/errors';
import { BlockBuffer } from './block-buffer.js';
import { unsupportedKind, unsupportedPath } from './entry-path.js';
import { ExtendedHeader } from './extended-header.js';
import type { IdMapping } from './id-mapping.js';
import { decodeEntry, isPlain, isZero, plainNameOf, sizeOf, typeOf } from './tar-decoder.js';
import { encodeEntry, END_OF_ARCHIVE } from './tar-encoder.js';
import { BLOCK, padding, type TarEntry } from './tar-entry.js';

/** Deletions and opaque directories of a layer. Paths are bytes, one character each. */
export interface WhiteoutPlan {
  /** Names of deleted entries, by parent directory; the root is the empty path. */
  readonly whiteouts: ReadonlyMap<string, readonly string[]>;
  /** Called for every directory that overlayfs has marked as opaque: whether the layer marks it, too. */
  readonly saysOpaque: (path: string) => boolean;
  /** Called for every path that overlayfs has copied from a layer below. */
  readonly saysCopiedUp?: (path: string) => void;
}

const OVERLAY = 'trusted.overlay.';
/** Overlayfs attributes by which a file's content or location depends on the layers below. */
const NOT_SELF_CONTAINED = ['redirect', 'metacopy'].map((name) => OVERLAY + name);

const EMPTY: Omit<TarEntry, 'name'> = {
  link: '',
  type: '0',
  mode: 0o600,
  uid: 0,
  gid: 0,
  size: 0,
  mtime: 0,
  major: 0,
  minor: 0,
  xattrs: new Map(),
};

/**
 * Converts GNU tar's archive of an overlayfs upper directory to an image layer, header by header: encodes whiteouts and
 * opaque directories, removes attributes that are specific to the node, and truncates times to whole seconds, like the
 * runtime.
 */
export class LayerRewriter {
  private readonly out = new BlockBuffer();
  private readonly part = Buffer.alloc(BLOCK);
  private partUsed = 0;
  private extended: ExtendedHeader | undefined;
  private extendedLeft = 0;
  private paddingLeft = 0;
  private contentLeft = 0;
  private ended = false;

  /** @param ids of a container with a user namespace: the archive has the node's ids, the layer the container's */
  constructor(
    private readonly notes: WhiteoutPlan,
    private readonly ids?: IdMapping,
  ) {}

  /**
   * Rewrites a whole archive.
   *
   * @throws FactoryError `direct_unavailable` if its files depend on the layers below, `unsupported_path` if no image
   *   can hold one of them
   */
  async *rewrite(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    this.writeWhiteouts('');
    for await (const piece of source) {
      this.consume(piece);
      yield* this.out.take();
    }
    if (!this.ended) throw new Error('The tar archive ends too early.');
    this.out.append(END_OF_ARCHIVE);
    this.out.flush();
    yield* this.out.take();
  }

  private consume(piece: Buffer): void {
    for (let at = 0; at < piece.length && !this.ended;) {
      if (this.contentLeft > 0) {
        const content = piece.subarray(at, at + this.contentLeft);
        this.out.append(content);
        this.contentLeft -= content.length;
        at += content.length;
      } else if (this.extended && this.extendedLeft > 0) {
        const content = piece.subarray(at, at + this.extendedLeft);
        this.extended.append(content);
        this.extendedLeft -= content.length;
        at += content.length;
      } else if (this.paddingLeft > 0) {
        const skipped = Math.min(this.paddingLeft, piece.length - at);
        this.paddingLeft -= skipped;
        at += skipped;
      } else {
        const copied = piece.copy(this.part, this.partUsed, at);
        this.partUsed += copied;
        at += copied;
        if (this.partUsed === BLOCK) this.header(this.part);
      }
    }
  }

  private header(block: Buffer): void {
    this.partUsed = 0;
    if (isZero(block)) {
      this.ended = true;
    } else if (typeOf(block) === 'x') {
      this.extendedLeft = sizeOf(block);
      this.extended = new ExtendedHeader(this.extendedLeft);
      this.paddingLeft = padding(this.extendedLeft);
    } else if (!this.extended && !this.ids && isPlain(block)) {
      checkPath(plainNameOf(block));
      const size = sizeOf(block);
      this.out.append(block);
      this.contentLeft = size + padding(size);
    } else {
      const { records = new Map<string, string>(), isTooLarge = false, attributeBytes = 0 } = this.extended ?? {};
      const entry = decodeEntry(block, records);
      this.extended = undefined;
      checkPath(entry.name);
      if (isTooLarge) throw unsupportedPath(entry.name.replace(/\/$/, ''), 'attributes_too_large', attributeBytes);
      this.write(this.ids?.inContainer(entry) ?? entry);
      this.contentLeft = entry.size + padding(entry.size);
    }
  }

  private write(entry: TarEntry): void {
    for (const name of NOT_SELF_CONTAINED) {
      if (!entry.xattrs.has(name)) continue;
      throw new FactoryError('direct_unavailable', `overlayfs uses ${name} in this container.`);
    }
    const kept = [...entry.xattrs].filter(([name]) => !name.startsWith(OVERLAY));
    const cleaned = kept.length === entry.xattrs.size ? entry : { ...entry, xattrs: new Map(kept) };
    this.out.append(encodeEntry(cleaned));
    const path = entry.name.replace(/\/$/, '');
    if (entry.xattrs.has(`${OVERLAY}origin`)) this.notes.saysCopiedUp?.(path);
    if (entry.type !== '5') return;
    const opaque = entry.xattrs.get(`${OVERLAY}opaque`) === 'y';
    if (opaque && this.notes.saysOpaque(path)) {
      const { mode, uid, gid } = entry;
      this.out.append(encodeEntry({ ...EMPTY, name: `${path}/.wh..wh..opq`, mode: mode & 0o777, uid, gid }));
    }
    this.writeWhiteouts(path);
  }

  private writeWhiteouts(directory: string): void {
    for (const name of this.notes.whiteouts.get(directory) ?? []) {
      checkPath(`${directory && `${directory}/`}${name}`);
      this.out.append(encodeEntry({ ...EMPTY, name: `${directory && `${directory}/`}.wh.${name}` }));
    }
  }
}

/** Last check: also catches paths that were created after the earlier ones. */
function checkPath(name: string): void {
  const path = name.replace(/\/$/, '');
  const kind = unsupportedKind(path);
  if (kind) throw unsupportedPath(path, kind);
}

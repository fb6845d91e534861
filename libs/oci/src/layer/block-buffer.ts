/** Size of the buffers that collect small pieces, in bytes. */
const GATHER = 256 * 1024;
/** Pieces of at least this many bytes are passed through without a copy. */
const LARGE = 32 * 1024;

/** Coalesces small pieces of a stream into large ones. */
export class BlockBuffer {
  private gathered = Buffer.allocUnsafeSlow(GATHER);
  private used = 0;
  private ready: Buffer[] = [];

  /** Adds a piece; a large one must not be modified afterwards. */
  append(piece: Buffer): void {
    if (piece.length >= LARGE || piece.length > GATHER - this.used) this.flush();
    if (piece.length >= LARGE) {
      this.ready.push(piece);
      return;
    }
    this.gathered.set(piece, this.used);
    this.used += piece.length;
  }

  /** Removes and returns the full buffers. */
  take(): Buffer[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  /** Makes partially filled buffers available to `take`. */
  flush(): void {
    if (this.used === 0) return;
    this.ready.push(this.gathered.subarray(0, this.used));
    this.gathered = Buffer.allocUnsafeSlow(GATHER);
    this.used = 0;
  }
}

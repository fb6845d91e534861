/** Size of the buffers that small pieces are gathered in, in bytes. */
const GATHER = 256 * 1024;
/** Pieces of at least this many bytes are passed on as they are. */
const LARGE = 32 * 1024;

/** Gathers small pieces of a stream into large ones. */
export class BlockBuffer {
  private gathered = Buffer.allocUnsafeSlow(GATHER);
  private used = 0;
  private ready: Buffer[] = [];

  /** Adds a piece; a large one must not be changed afterwards. */
  append(piece: Buffer): void {
    if (piece.length >= LARGE || piece.length > GATHER - this.used) this.flush();
    if (piece.length >= LARGE) {
      this.ready.push(piece);
      return;
    }
    this.gathered.set(piece, this.used);
    this.used += piece.length;
  }

  /** Takes what is full. */
  take(): Buffer[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  /** Makes everything ready to be taken. */
  flush(): void {
    if (this.used === 0) return;
    this.ready.push(this.gathered.subarray(0, this.used));
    this.gathered = Buffer.allocUnsafeSlow(GATHER);
    this.used = 0;
  }
}
